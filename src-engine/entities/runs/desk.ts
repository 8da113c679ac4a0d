import { z } from 'zod'
import type { Run } from '../../contract/runs.ts'
import type { RunReport } from '../../contract/runtime.ts'
import { EngineError } from '../../kernel/errors.ts'
import type { Ids } from '../../kernel/ports.ts'
import {
  type LocalKind,
  type RunRequest,
  type RunState,
  type Store,
  type StoredRecord,
  type Tx,
  runRequests,
  runStates,
} from '../../store/index.ts'

const openRun = z.object({ agent: z.string() })
/** Runs that were given and have not ended, by run id: what a restart takes up again. */
const openRuns: LocalKind<z.output<typeof openRun>> = { kind: 'open-run', schema: openRun }

const ENDED: readonly Run['state'][] = ['succeeded', 'failed', 'cancelled', 'stopped']

export function hasEnded(state: Run['state']): boolean {
  return ENDED.includes(state)
}

/** Runs: the open ones in memory, the ended ones by index from disk. */
export interface RunDesk {
  get(org: string, id: string): Run | undefined
  build(record: StoredRecord<RunRequest>): Run
  /** Open runs of an agent, oldest first. */
  openOf(agent: string): { readonly id: string; readonly task: string; readonly state: Run['state'] }[]
  /** Agents that have open runs, also those that are not there any more. */
  agentsWithOpen(): readonly { readonly org: string; readonly agent: string }[]
  isOpen(agent: string, id: string): boolean
  /** How many runs an agent was given since a time (RFC 3339), counted up to 10,000. */
  givenSince(org: string, agent: string, since: string): number
  /** Gives a run to an agent inside the open transaction. */
  create(tx: Tx, agent: string, task: string, by: string): string
  /** Records a new state inside the open transaction; a state after the end, or the same again, changes nothing. Answers whether it did. */
  report(tx: Tx, agent: string, report: Omit<RunReport, 'reason'> & { readonly reason?: string }): boolean
}

interface Open {
  readonly agent: string
  readonly task: string
  state: RunState
}

export function openRunDesk(store: Store, ids: Ids): RunDesk {
  const open = new Map<string, Open>()
  const queued: RunState = { state: 'queued', reason: '', steps: 0 }

  for (const { key, record } of store.local.list(openRuns)) {
    const request = store.stream(runRequests).get(key)
    if (request)
      open.set(key, {
        agent: record.agent,
        task: request.doc.task,
        state: store.stream(runStates).latest({ run: key })?.doc ?? queued,
      })
  }

  function build(record: StoredRecord<RunRequest>): Run {
    const states = store.stream(runStates)
    const latest = states.latest({ run: record.id })
    const state = open.get(record.id)?.state ?? latest?.doc ?? queued
    const started = states.page(
      record.org,
      { run: record.id, type: 'running' },
      { after: null, limit: 1, order: 'oldest' },
    ).records[0]
    const spent = store.spending.ofRun(record.id)
    return {
      id: record.id,
      org: record.org,
      agent: record.agent ?? '',
      task: record.doc.task,
      by: record.doc.by,
      ...state,
      createdAt: record.at,
      startedAt: started?.at ?? null,
      endedAt: latest && hasEnded(latest.doc.state) ? latest.at : null,
      ...spent,
    }
  }

  return {
    build,
    get(org, id) {
      const record = store.stream(runRequests).get(id)
      return record?.org === org ? build(record) : undefined
    },
    openOf: (agent) =>
      [...open]
        .filter(([, run]) => run.agent === agent)
        .map(([id, run]) => ({ id, task: run.task, state: run.state.state })),
    agentsWithOpen() {
      const found = new Map<string, { readonly org: string; readonly agent: string }>()
      for (const [id, { agent }] of open) {
        const org = store.stream(runRequests).get(id)?.org
        if (org !== undefined) found.set(agent, { org, agent })
      }
      return [...found.values()]
    },
    isOpen: (agent, id) => open.get(id)?.agent === agent,
    givenSince: (org, agent, since) =>
      store.stream(runRequests).page(org, { agent, since }, { after: null, limit: 1, order: 'newest' }).total,
    create(tx, agent, task, by) {
      const id = ids.next('run')
      tx.append(runRequests, { id, agent, run: id, doc: { task, by } })
      tx.append(runStates, { id: ids.next('rst'), agent, run: id, type: 'queued', doc: queued })
      tx.local.put(openRuns, id, { agent })
      tx.emit({ kind: 'run', id, agent, data: { state: 'queued' } })
      tx.afterCommit(() => open.set(id, { agent, task, state: queued }))
      return id
    },
    report(tx, agent, { run, state, reason = '', steps }) {
      const known = open.get(run)
      if (!known) return false
      if (known.agent !== agent) throw new EngineError('not_found', `There is no run ${run} of this agent.`)
      if (known.state.state === state && known.state.reason === reason && known.state.steps === steps) return false
      const next: RunState = { state, reason, steps }
      tx.append(runStates, { id: ids.next('rst'), agent, run, type: state, doc: next })
      tx.emit({ kind: 'run', id: run, agent, data: { state } })
      if (hasEnded(state)) tx.local.delete(openRuns, run)
      tx.afterCommit(() => {
        if (hasEnded(state)) open.delete(run)
        else known.state = next
      })
      return true
    },
  }
}
