import { targets, targetsGet } from '../../contract/targets.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { notFound } from '../../kernel/errors.ts'
import type { Verb } from '../context.ts'
import { versioned } from '../versioned.ts'

export const getTarget: Verb<typeof targetsGet> = (ctx, { params }) => {
  const { org } = authorizeIn(ctx.actor, targetsGet)
  const row = ctx.store.get(targets, org, params.id)
  if (!row) throw notFound('target', params.id)
  return versioned(row)
}
