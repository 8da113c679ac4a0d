import { activityList } from '../../contract/activity.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { activityEvents } from '../../store/index.ts'
import type { Verb } from '../context.ts'
import { decodeSequence, encodeCursor } from '../page-rows.ts'

export const listActivity: Verb<typeof activityList> = (ctx, { query }) => {
  const { org } = authorizeIn(ctx.actor, activityList)
  const { agent, run, type, since, until, q } = query
  const page = ctx.store
    .stream(activityEvents)
    .page(
      org,
      { agent, run, type, since, until, contains: q },
      { after: decodeSequence(query.cursor), limit: query.limit, order: 'newest' },
    )
  return {
    items: page.records.map(({ id, agent: by, run: during, at, doc }) => ({
      id,
      org,
      agent: by,
      run: during,
      at,
      ...doc,
    })),
    next: page.next === null ? null : encodeCursor(String(page.next)),
    total: page.total,
  }
}
