import type { Approval } from '../../contract/approvals.ts'
import type { ApprovalOutcome, ApprovalRequest, ApprovalVote, StoredRecord } from '../../store/index.ts'

/**
 * A request with its votes and its outcome as people see it. Past its deadline a request without an outcome reads as
 * expired, whether or not the timer has written that yet.
 * @param now milliseconds since the epoch
 */
export function approvalOf(
  record: StoredRecord<ApprovalRequest>,
  votes: readonly StoredRecord<ApprovalVote>[],
  outcome: StoredRecord<ApprovalOutcome> | undefined,
  now: number,
): Approval {
  const { call: _call, ...doc } = record.doc
  return {
    ...doc,
    id: record.id,
    org: record.org,
    agent: record.agent ?? '',
    run: record.run ?? '',
    createdAt: record.at,
    votes: votes.map(({ at, doc: vote }) => ({ ...vote, at })),
    state: outcome?.doc.state ?? (Date.parse(doc.expiresAt) <= now ? 'expired' : 'waiting'),
    decidedAt: outcome?.at ?? null,
  }
}
