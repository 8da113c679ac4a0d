import { type Agent, type AgentView, type Observed, agents, observedSchema } from '../../contract/agents.ts'
import { budgets as budgetRows } from '../../contract/budgets.ts'
import type { AgentState } from '../../contract/lifecycle.ts'
import { canMove, periodAt } from '../../decide/index.ts'
import { EngineError } from '../../kernel/errors.ts'
import type { Clock, Ids } from '../../kernel/ports.ts'
import { type Row, type Store, type Tx, activityEvents, stateHistory } from '../../store/index.ts'
import type { BudgetBook } from '../budgets/book.ts'
import { type AgentOrder, createAgentOrder } from './order.ts'
import { revisionOf } from './revision.ts'

/** Everything about agents that lists and decisions need at once: desired, observed, spend and last action, in memory. */
export interface AgentBook {
  view(org: string, id: string): AgentView | undefined
  /** The view as JSON text, made once per change. */
  json(org: string, id: string): string | undefined
  observed(id: string): Observed | undefined
  /** The state as the open transaction has it. */
  stateIn(tx: Tx, id: string): AgentState
  readonly order: AgentOrder
  /**
   * Moves the observed state inside the open transaction, with its history record and event.
   * @throws EngineError `illegal_transition` when the table of moves does not have it.
   */
  move(
    tx: Tx,
    agent: string,
    to: AgentState,
    by: string,
    reason: string,
    patch?: Partial<Omit<Observed, 'state' | 'since' | 'reason'>>,
  ): void
  /** Changes what is observed beside the state. */
  note(tx: Tx, agent: string, patch: Partial<Omit<Observed, 'state' | 'since'>>): void
  /** First observation of a new agent. */
  begin(tx: Tx, agent: Agent, by: string): void
  acted(agent: string, at: string, text: string): void
  /** A good probe, in memory alone: that all is as it was is not worth a write every half minute. */
  probed(agent: string, at: string): void
}

interface Entry {
  observed: Observed
  action: { readonly at: string; readonly text: string } | null
  cached: { readonly day: number; readonly view: AgentView; json: string | null } | null
}

function resource(id: string): string {
  return `agent:${id}`
}

export function openAgentBook(store: Store, budgets: BudgetBook, clock: Clock, ids: Ids): AgentBook {
  const entries = new Map<string, Entry>()
  const orgOf = new Map<string, string>()
  const pending = new WeakMap<Tx, Map<string, Observed>>()
  const nothing = (at: string): Observed => ({
    state: 'draft',
    since: at,
    reason: '',
    revision: null,
    deployment: null,
    level: null,
    failures: 0,
    lastProbeAt: null,
    lastSeenAt: null,
    unconfirmedKill: null,
  })

  function entryOf(row: Row<Agent>): Entry {
    let entry = entries.get(row.doc.id)
    if (!entry) {
      entry = { observed: nothing(row.doc.createdAt), action: null, cached: null }
      entries.set(row.doc.id, entry)
    }
    return entry
  }
  function makeView(row: Row<Agent>, entry: Entry, day: number): AgentView {
    const { doc, version } = row
    const span = periodAt('day', clock.now())
    const today = budgets.days.sum(doc.org, doc.id, day, span.end)
    const stopped = budgets.exceeded(doc.org, doc.id) !== null
    return {
      ...doc,
      version,
      revision: revisionOf(doc),
      observed: entry.observed,
      spend: {
        todayMicroUsd: today.microUsd,
        todayTokens: today.tokens,
        capMicroUsd: budgets.capOf(doc.id)?.microUsd ?? null,
        stopped,
      },
      lastAction: entry.action,
    }
  }
  function cachedOf(org: string, id: string): NonNullable<Entry['cached']> | undefined {
    const row = store.get(agents, org, id)
    if (!row) return undefined
    const entry = entryOf(row)
    const day = periodAt('day', clock.now()).start
    if (!entry.cached || entry.cached.day !== day) entry.cached = { day, view: makeView(row, entry, day), json: null }
    return entry.cached
  }
  function changed(id: string): void {
    const entry = entries.get(id)
    const org = orgOf.get(id)
    if (entry) entry.cached = null
    if (org !== undefined) order.touch(org, id)
  }
  function observe(tx: Tx, agent: string, next: Observed): void {
    const org = orgOf.get(agent) ?? tx.get(agents, agent)?.doc.org
    const changes = pending.get(tx) ?? new Map<string, Observed>()
    pending.set(tx, changes.set(agent, next))
    tx.status(resource(agent), next)
    tx.emit({ kind: 'agent', id: agent, agent, data: { state: next.state } })
    tx.afterCommit(() => {
      const row = org === undefined ? undefined : store.get(agents, org, agent)
      if (!row) return
      entryOf(row).observed = next
      changed(agent)
    })
  }
  function current(tx: Tx, agent: string): Observed {
    const found = pending.get(tx)?.get(agent) ?? entries.get(agent)?.observed
    if (found) return found
    if (!tx.get(agents, agent)) throw new EngineError('not_found', `There is no agent ${agent} in this organization.`)
    return nothing(tx.at)
  }
  function record(tx: Tx, agent: string, from: AgentState | null, to: AgentState, by: string, reason: string): void {
    tx.append(stateHistory, { id: ids.next('mov'), agent, type: to, doc: { from, to, by, reason } })
  }

  for (const org of store.organizations()) {
    for (const row of store.rows(agents, org).values()) {
      orgOf.set(row.doc.id, org)
      entryOf(row)
    }
  }
  for (const { resource: name, doc } of store.statuses.own(store.device.id)) {
    const entry = entries.get(name.slice('agent:'.length))
    if (entry) entry.observed = observedSchema.parse(doc)
  }
  for (const { agent, at, doc } of store.stream(activityEvents).latestPerAgent()) {
    const entry = agent === null ? undefined : entries.get(agent)
    if (entry) entry.action = { at, text: doc.message }
  }
  const order = createAgentOrder(store, {
    observed: (id) => entries.get(id)?.observed.state ?? 'draft',
    action: (id) => entries.get(id)?.action?.at ?? '',
    spent: (org, id) =>
      budgets.days.sum(org, id, periodAt('day', clock.now()).start, periodAt('day', clock.now()).end).microUsd,
  })
  store.listen(agents, (id, _before, after) => {
    if (after) {
      orgOf.set(id, after.doc.org)
      entryOf(after)
      changed(id)
    } else {
      const org = orgOf.get(id)
      entries.delete(id)
      orgOf.delete(id)
      if (org !== undefined) order.drop(org, id)
    }
  })
  budgets.onChange((org, agent) => {
    changed(agent)
    // A cap of the organization may hold every agent of it from now on.
    if (budgets.exceeded(org, '') !== null) for (const id of store.rows(agents, org).keys()) changed(id)
  })
  store.listen(budgetRows, (_id, before, after) => {
    for (const row of [before, after]) {
      if (!row) continue
      if (row.doc.agent !== null) changed(row.doc.agent)
      else for (const id of store.rows(agents, row.doc.org).keys()) changed(id)
    }
  })

  return {
    order,
    view: (org, id) => cachedOf(org, id)?.view,
    json(org, id) {
      const cached = cachedOf(org, id)
      if (!cached) return undefined
      cached.json ??= JSON.stringify(cached.view)
      return cached.json
    },
    observed: (id) => entries.get(id)?.observed,
    stateIn: (tx, id) => current(tx, id).state,
    begin(tx, agent, by) {
      record(tx, agent.id, null, 'draft', by, 'created')
      observe(tx, agent.id, nothing(tx.at))
    },
    move(tx, agent, to, by, reason, patch = {}) {
      const before = current(tx, agent)
      if (!canMove(before.state, to)) {
        throw new EngineError('illegal_transition', `An agent that is ${before.state} cannot become ${to}.`, {
          details: { from: before.state, to },
        })
      }
      record(tx, agent, before.state, to, by, reason)
      observe(tx, agent, { ...before, ...patch, state: to, since: tx.at, reason })
    },
    note(tx, agent, patch) {
      observe(tx, agent, { ...current(tx, agent), ...patch })
    },
    probed(agent, at) {
      const entry = entries.get(agent)
      if (!entry) return
      entry.observed = { ...entry.observed, lastProbeAt: at, lastSeenAt: at }
      entry.cached = null
    },
    acted(agent, at, text) {
      const entry = entries.get(agent)
      if (!entry) return
      entry.action = { at, text }
      entry.cached = null
      const org = orgOf.get(agent)
      if (org !== undefined) order.acted(org, agent)
    },
  }
}
