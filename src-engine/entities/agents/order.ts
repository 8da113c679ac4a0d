import { type Agent, agents } from '../../contract/agents.ts'
import { type AgentState, agentStates } from '../../contract/lifecycle.ts'
import type { Store } from '../../store/index.ts'
import { type Sorted, type SortedIndex, createSortedIndex } from '../sorted-index.ts'

export const agentSorts = ['name', 'createdAt', 'state', 'spend', 'lastAction'] as const
export type AgentSort = (typeof agentSorts)[number]

/** The agents of each organization in every order a list can ask for, kept in order as they change. */
export interface AgentOrder {
  by(org: string, sort: AgentSort): SortedIndex
  /**
   * Those that pass a test, in order. Kept under the name of the filter until an agent changes, so `test` may look at
   * nothing but what {@link AgentOrder.touch} is told of.
   */
  select(org: string, sort: AgentSort, filter: string, test: (id: string) => boolean): Sorted
  /** Takes over an agent's present values. */
  touch(org: string, id: string): void
  /** The same when nothing but its last action is new. */
  acted(org: string, id: string): void
  drop(org: string, id: string): void
}

interface Values {
  observed(id: string): AgentState
  action(id: string): string
  spent(org: string, id: string): number
}

/** Filtered lists that stay in memory: what a few people look at. */
const MOST_KEPT = 32

interface Kept {
  readonly agents: number
  readonly order: number
  readonly sorted: Sorted
}

/** Orders are built at the first list that wants them: starting the engine does not pay for them. */
export function createAgentOrder(store: Store, values: Values): AgentOrder {
  const orders = new Map<string, SortedIndex>()
  const kept = new Map<string, Kept>()
  /** Counts the changes of any agent of an organization. */
  const versions = new Map<string, number>()

  function keyOf(sort: AgentSort, agent: Agent): string {
    switch (sort) {
      case 'name':
        return agent.name.toLowerCase()
      case 'createdAt':
        return agent.createdAt
      case 'state':
        return String(agentStates.indexOf(values.observed(agent.id))).padStart(2, '0')
      case 'spend':
        return String(values.spent(agent.org, agent.id)).padStart(16, '0')
      case 'lastAction':
        return values.action(agent.id)
    }
  }
  function by(org: string, sort: AgentSort): SortedIndex {
    const name = `${org}/${sort}`
    let order = orders.get(name)
    if (!order) {
      order = createSortedIndex(
        [...store.rows(agents, org).values()].map(({ doc }) => [doc.id, keyOf(sort, doc)] as const),
      )
      orders.set(name, order)
    }
    return order
  }
  function changed(org: string): void {
    versions.set(org, (versions.get(org) ?? 0) + 1)
  }
  return {
    by,
    select(org, sort, filter, test) {
      const index = by(org, sort)
      const now = { agents: versions.get(org) ?? 0, order: index.version }
      const name = `${org}/${sort}/${filter}`
      const known = kept.get(name)
      if (known?.agents === now.agents && known.order === now.order) return known.sorted
      const sorted = index.only(test)
      kept.delete(name)
      kept.set(name, { ...now, sorted })
      const [oldest] = kept.keys()
      if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest)
      return sorted
    },
    touch(org, id) {
      changed(org)
      const row = store.get(agents, org, id)
      if (!row) return
      for (const sort of agentSorts) orders.get(`${org}/${sort}`)?.set(id, keyOf(sort, row.doc))
    },
    acted(org, id) {
      const row = store.get(agents, org, id)
      if (row) orders.get(`${org}/lastAction`)?.set(id, keyOf('lastAction', row.doc))
    },
    drop(org, id) {
      changed(org)
      for (const sort of agentSorts) orders.get(`${org}/${sort}`)?.delete(id)
    },
  }
}
