import { agents, agentsRevisions } from '../../contract/agents.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { notFound } from '../../kernel/errors.ts'
import { revisions } from '../../store/index.ts'
import type { Verb } from '../context.ts'
import { decodeSequence, encodeCursor } from '../page-rows.ts'

export const listRevisions: Verb<typeof agentsRevisions> = (ctx, { params, query }) => {
  const { org } = authorizeIn(ctx.actor, agentsRevisions)
  if (!ctx.store.get(agents, org, params.id)) throw notFound('agent', params.id)
  const page = ctx.store
    .stream(revisions)
    .page(org, { agent: params.id }, { after: decodeSequence(query.cursor), limit: query.limit, order: 'newest' })
  return {
    items: page.records.map(({ at, doc }) => ({ agent: params.id, at, ...doc })),
    next: page.next === null ? null : encodeCursor(String(page.next)),
    total: page.total,
  }
}
