import { targetsDetect } from '../../contract/targets.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import type { Verb } from '../context.ts'

export const detectTargets: Verb<typeof targetsDetect> = async (ctx) => {
  authorizeIn(ctx.actor, targetsDetect)
  return { items: [...(await ctx.targets.detect())] }
}
