import { runsList } from '../../contract/runs.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { runRequests, runStates } from '../../store/index.ts'
import type { Verb } from '../context.ts'
import { decodeSequence, encodeCursor } from '../page-rows.ts'

export const listRuns: Verb<typeof runsList> = (ctx, { query }) => {
  const { org } = authorizeIn(ctx.actor, runsList)
  const { agent, state } = query
  const newestOfRun = state === undefined ? undefined : { stream: runStates, type: state }
  const page = ctx.store
    .stream(runRequests)
    .page(org, { agent, newestOfRun }, { after: decodeSequence(query.cursor), limit: query.limit, order: 'newest' })
  return {
    items: page.records.map((record) => ctx.runs.build(record)),
    next: page.next === null ? null : encodeCursor(String(page.next)),
    total: page.total,
  }
}
