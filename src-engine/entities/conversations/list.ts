import { conversationsList } from '../../contract/conversations.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { EngineError } from '../../kernel/errors.ts'
import { conversationTurns, runRequests } from '../../store/index.ts'
import type { Verb } from '../context.ts'
import { decodeSequence, encodeCursor } from '../page-rows.ts'

/** One conversation per run, in the order runs were given. A page costs one indexed look per row for its turns. */
export const listConversations: Verb<typeof conversationsList> = (ctx, { query }) => {
  const { org } = authorizeIn(ctx.actor, conversationsList)
  const turns = ctx.store.stream(conversationTurns)
  const page = ctx.store
    .stream(runRequests)
    .page(org, { agent: query.agent }, { after: decodeSequence(query.cursor), limit: query.limit, order: 'newest' })
  const items = page.records.map(({ id: run, agent, at, doc }) => {
    if (agent === null) throw new EngineError('internal', `The run ${run} names no agent.`)
    const newest = turns.page(org, { run }, { after: null, limit: 1, order: 'newest' })
    return { run, agent, task: doc.task, turns: newest.total, lastAt: newest.records[0]?.at ?? at }
  })
  return { items, next: page.next === null ? null : encodeCursor(String(page.next)), total: page.total }
}
