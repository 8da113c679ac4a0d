import { runsGet } from '../../contract/runs.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { notFound } from '../../kernel/errors.ts'
import type { Verb } from '../context.ts'

export const getRun: Verb<typeof runsGet> = (ctx, { params }) => {
  const { org } = authorizeIn(ctx.actor, runsGet)
  const run = ctx.runs.get(org, params.id)
  if (!run) throw notFound('run', params.id)
  return run
}
