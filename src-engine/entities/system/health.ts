import { systemHealth } from '../../contract/system.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { Verb } from '../context.ts'

export const getHealth: Verb<typeof systemHealth> = (ctx) => {
  authorize(ctx.actor, systemHealth)
  return { status: 'ok' }
}
