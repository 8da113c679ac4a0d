import { type Agent, agents } from '../../contract/agents.ts'
import type { Approval } from '../../contract/approvals.ts'
import { EngineError, notFound } from '../../kernel/errors.ts'
import type { Clock, Ids, Logger } from '../../kernel/ports.ts'
import { createWaiters } from '../../kernel/waiters.ts'
import {
  type ApprovalOutcome,
  type ApprovalRequest,
  type Store,
  type StoredRecord,
  type Tx,
  approvalOutcomes,
  approvalRequests,
  approvalVotes,
} from '../../store/index.ts'
import { approvalOf } from './approval-of.ts'

export type NewApproval = ApprovalRequest & { readonly agent: string; readonly run: string }

/** Approval requests: the waiting ones in memory, the decided ones by index from disk. */
export interface ApprovalDesk {
  /** Asks people; the same run, call and arguments get the request that is waiting already. Durable when it resolves. */
  request(org: string, wanted: NewApproval): Promise<Approval>
  get(org: string, id: string): Approval | undefined
  /** Waiting requests of an organization, oldest first. */
  waiting(org: string): Approval[]
  /** The approved request of a run for exactly this call, when there is one. */
  approvedFor(org: string, run: string, call: string, argsHash: string): Approval | undefined
  /** Resolves when the request is decided, or after `ms`, or when the signal aborts. */
  wait(org: string, id: string, ms: number, signal: AbortSignal): Promise<void>
  /** Writes the one outcome inside the open transaction. @throws EngineError `conflict` when it has one already. */
  decide(tx: Tx, id: string, state: ApprovalOutcome['state'], votes: readonly string[], comment: string | null): void
  /** Withdraws what a run that ended still waits for. */
  withdrawRun(org: string, run: string): Promise<void>
  close(): void
}

const LONGEST_TIMER_MS = 2 ** 31 - 1

export function openApprovalDesk(store: Store, clock: Clock, ids: Ids, logger: Logger): ApprovalDesk {
  const waiting = new Map<string, StoredRecord<ApprovalRequest>>()
  const waiters = createWaiters()
  let timer: NodeJS.Timeout | undefined
  let closed = false

  function build(record: StoredRecord<ApprovalRequest>): Approval {
    const votes = store
      .stream(approvalVotes)
      .page(record.org, { ref: record.id }, { after: null, limit: 100, order: 'oldest' }).records
    const outcome = store.stream(approvalOutcomes).latest({ ref: record.id })
    return approvalOf(record, votes, outcome, clock.now())
  }
  function byAge(org: string): StoredRecord<ApprovalRequest>[] {
    return [...waiting.values()].filter((record) => record.org === org)
  }
  function settled(id: string): void {
    waiting.delete(id)
    waiters.wake(id)
    schedule()
  }
  function decide(
    tx: Tx,
    id: string,
    state: ApprovalOutcome['state'],
    votes: readonly string[],
    comment: string | null,
  ): void {
    const record = waiting.get(id)
    if (!record) throw new EngineError('conflict', 'This request has been decided already.', { details: { id } })
    tx.append(approvalOutcomes, {
      id: ids.next('out'),
      agent: record.agent,
      run: record.run,
      ref: id,
      type: state,
      doc: { state, votes, comment },
    })
    tx.audit({
      action: 'approvals.outcome',
      target: id,
      details: { state, tool: record.doc.tool, argsHash: record.doc.argsHash },
    })
    tx.emit({ kind: 'approval', id, agent: record.agent, data: { state } })
    tx.afterCommit(() => settled(id))
  }
  async function close(
    record: StoredRecord<ApprovalRequest>,
    state: 'expired' | 'withdrawn',
    job: string,
  ): Promise<void> {
    await store.transaction({ org: record.org, actor: `system:${job}`, requestId: '' }, (tx) => {
      if (waiting.has(record.id)) decide(tx, record.id, state, [], null)
    })
  }
  function expireDue(): void {
    const now = clock.now()
    for (const record of waiting.values()) {
      if (Date.parse(record.doc.expiresAt) > now) continue
      close(record, 'expired', 'approvals').catch((error: unknown) =>
        logger.error({ err: error, approval: record.id }, 'could not record that an approval expired'),
      )
    }
    schedule()
  }
  function schedule(): void {
    clearTimeout(timer)
    if (closed || waiting.size === 0) return
    const next = Math.min(...[...waiting.values()].map((record) => Date.parse(record.doc.expiresAt)))
    timer = setTimeout(expireDue, Math.min(LONGEST_TIMER_MS, Math.max(50, next - clock.now())))
    timer.unref()
  }

  // What is decided stays on the disk: a start costs an index look-up for each request there ever was, not its reading.
  for (const record of store.stream(approvalRequests).without(approvalOutcomes)) waiting.set(record.id, record)
  schedule()

  return {
    decide,
    async request(org, { agent, run, ...doc }) {
      const same = byAge(org).find(
        (record) => record.run === run && record.doc.call === doc.call && record.doc.argsHash === doc.argsHash,
      )
      if (same) return build(same)
      const id = ids.next('apr')
      const record = await store.transaction({ org, actor: `agent:${agent}`, requestId: '' }, (tx) => {
        const owner: Agent | undefined = tx.get(agents, agent)?.doc
        if (!owner) throw notFound('agent', agent)
        const pk = tx.append(approvalRequests, { id, agent, run, type: doc.tool, doc })
        tx.audit({
          action: 'approvals.request',
          target: id,
          details: { agent, tool: doc.tool, argsHash: doc.argsHash },
        })
        tx.emit({ kind: 'approval', id, agent, data: { state: 'waiting' } })
        const stored = { pk: pk ?? 0, id, org, at: tx.at, agent, run, ref: null, type: doc.tool, doc }
        tx.afterCommit(() => {
          waiting.set(id, stored)
          schedule()
        })
        return stored
      })
      return build(record)
    },
    get(org, id) {
      const record = store.stream(approvalRequests).get(id)
      return record?.org === org ? build(record) : undefined
    },
    waiting: (org) => byAge(org).map(build),
    approvedFor(org, run, call, argsHash) {
      const { records } = store
        .stream(approvalRequests)
        .page(org, { run }, { after: null, limit: 200, order: 'newest' })
      const found = records.find((record) => record.doc.call === call && record.doc.argsHash === argsHash)
      const approval = found && build(found)
      return approval?.state === 'approved' ? approval : undefined
    },
    wait: (_org, id, ms, signal) => (waiting.has(id) ? waiters.wait(id, ms, signal) : Promise.resolve()),
    async withdrawRun(org, run) {
      for (const record of byAge(org)) if (record.run === run) await close(record, 'withdrawn', 'runs')
    },
    close() {
      closed = true
      clearTimeout(timer)
      waiters.wakeAll()
    },
  }
}
