import { targets, targetsTest } from '../../contract/targets.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { notFound } from '../../kernel/errors.ts'
import type { Verb } from '../context.ts'

export const testTarget: Verb<typeof targetsTest> = (ctx, { params }) => {
  const { org } = authorizeIn(ctx.actor, targetsTest)
  const row = ctx.store.get(targets, org, params.id)
  if (!row) throw notFound('target', params.id)
  return ctx.targets.health(row.doc.place)
}
