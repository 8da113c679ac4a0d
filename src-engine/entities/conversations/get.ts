import { conversationsGet } from '../../contract/conversations.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { EngineError, notFound } from '../../kernel/errors.ts'
import { conversationTurns, runRequests } from '../../store/index.ts'
import type { Verb } from '../context.ts'
import { decodeSequence, encodeCursor } from '../page-rows.ts'

export const getConversation: Verb<typeof conversationsGet> = (ctx, { params, query }) => {
  const { org } = authorizeIn(ctx.actor, conversationsGet)
  const run = ctx.store.stream(runRequests).get(params.run)
  if (run?.org !== org) throw notFound('run', params.run)
  const { agent } = run
  if (agent === null) throw new EngineError('internal', `The run ${run.id} names no agent.`)
  const page = ctx.store
    .stream(conversationTurns)
    .page(org, { run: run.id }, { after: decodeSequence(query.cursor), limit: query.limit, order: 'oldest' })
  return {
    items: page.records.map(({ at, doc }) => ({ ...doc, run: run.id, agent, at })),
    next: page.next === null ? null : encodeCursor(String(page.next)),
    total: page.total,
  }
}
