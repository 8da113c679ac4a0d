import { auditList } from '../../contract/audit.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import type { Verb } from '../context.ts'
import { decodeSequence, encodeCursor } from '../page-rows.ts'

export const listAudit: Verb<typeof auditList> = (ctx, { query }) => {
  const { org } = authorizeIn(ctx.actor, auditList)
  const { cursor, limit, ...filter } = query
  const { items, next, total } = ctx.store.audit.page(org, filter, decodeSequence(cursor), limit)
  return { items: [...items], next: next === null ? null : encodeCursor(String(next)), total }
}
