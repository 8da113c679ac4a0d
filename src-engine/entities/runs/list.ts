import { runsList } from '../../contract/runs.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { runRequests } from '../../store/index.ts'
import type { Verb } from '../context.ts'
import { decodeSequence, encodeCursor } from '../page-rows.ts'

/** How many runs one page looks through for a state before it hands out a cursor to go on. */
const LOOK_AT = 1_000

export const listRuns: Verb<typeof runsList> = (ctx, { query }) => {
  const { org } = authorizeIn(ctx.actor, runsList)
  const stream = ctx.store.stream(runRequests)
  if (query.state === undefined) {
    const page = stream.page(
      org,
      { agent: query.agent },
      { after: decodeSequence(query.cursor), limit: query.limit, order: 'newest' },
    )
    return {
      items: page.records.map((record) => ctx.runs.build(record)),
      next: page.next === null ? null : encodeCursor(String(page.next)),
      total: page.total,
    }
  }
  const page = stream.page(
    org,
    { agent: query.agent },
    { after: decodeSequence(query.cursor), limit: LOOK_AT, order: 'newest' },
  )
  const matching = page.records
    .map((record) => ({ pk: record.pk, run: ctx.runs.build(record) }))
    .filter(({ run }) => run.state === query.state)
  const shown = matching.slice(0, query.limit)
  const next = matching.length > query.limit ? (shown.at(-1)?.pk ?? null) : page.next
  return {
    items: shown.map(({ run }) => run),
    next: next === null ? null : encodeCursor(String(next)),
    total: matching.length,
  }
}
