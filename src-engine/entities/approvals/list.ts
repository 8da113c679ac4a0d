import type { Approval } from '../../contract/approvals.ts'
import { approvalsList } from '../../contract/approvals.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { approvalOutcomes } from '../../store/index.ts'
import type { Verb } from '../context.ts'
import { decodeSequence, encodeCursor, pageOfSorted } from '../page-rows.ts'

export const listApprovals: Verb<typeof approvalsList> = (ctx, { query }) => {
  const { org } = authorizeIn(ctx.actor, approvalsList)
  if (query.state === 'waiting') {
    const waiting = ctx.approvals
      .waiting(org)
      .filter(
        (approval) => approval.state === 'waiting' && (query.agent === undefined || approval.agent === query.agent),
      )
    const page = pageOfSorted(
      waiting,
      (approval) => approval.id,
      (a, b) => (a < b ? -1 : a > b ? 1 : 0),
      query,
    )
    return { items: page.items, next: page.next, total: page.total }
  }
  const page = ctx.store
    .stream(approvalOutcomes)
    .page(org, { agent: query.agent }, { after: decodeSequence(query.cursor), limit: query.limit, order: 'newest' })
  const items = page.records
    .map((record) => ctx.approvals.get(org, record.ref ?? ''))
    .filter((approval): approval is Approval => approval !== undefined)
  return { items, next: page.next === null ? null : encodeCursor(String(page.next)), total: page.total }
}
