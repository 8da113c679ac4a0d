import { auditList } from '../../contract/audit.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import type { Verb } from '../context.ts'
import { decodeSequence, encodeCursor } from '../page-rows.ts'
import { byNameToo, nameOf } from './names.ts'

export const listAudit: Verb<typeof auditList> = (ctx, { query }) => {
  const { org } = authorizeIn(ctx.actor, auditList)
  const { cursor, limit, ...filter } = query
  const { store } = ctx
  const { items, next, total } = store.audit.page(org, byNameToo(store, org, filter), decodeSequence(cursor), limit)
  const named = items.map((entry) => ({
    ...entry,
    actorName: nameOf(store, org, entry.actor),
    targetName: nameOf(store, org, entry.target),
  }))
  return { items: named, next: next === null ? null : encodeCursor(String(next)), total }
}
