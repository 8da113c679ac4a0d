import { agents, agentsHistory } from '../../contract/agents.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { notFound } from '../../kernel/errors.ts'
import { stateHistory } from '../../store/index.ts'
import type { Verb } from '../context.ts'
import { decodeSequence, encodeCursor } from '../page-rows.ts'

export const listStateMoves: Verb<typeof agentsHistory> = (ctx, { params, query }) => {
  const { org } = authorizeIn(ctx.actor, agentsHistory)
  if (!ctx.store.get(agents, org, params.id)) throw notFound('agent', params.id)
  const page = ctx.store
    .stream(stateHistory)
    .page(org, { agent: params.id }, { after: decodeSequence(query.cursor), limit: query.limit, order: 'newest' })
  return {
    items: page.records.map(({ id, at, doc }) => ({ id, agent: params.id, at, ...doc })),
    next: page.next === null ? null : encodeCursor(String(page.next)),
    total: page.total,
  }
}
