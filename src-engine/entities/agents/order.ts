import { type Agent, agents } from '../../contract/agents.ts'
import { type AgentState, agentStates } from '../../contract/lifecycle.ts'
import type { Store } from '../../store/index.ts'
import { type SortedIndex, createSortedIndex } from '../sorted-index.ts'

export const agentSorts = ['name', 'createdAt', 'state', 'spend', 'lastAction'] as const
export type AgentSort = (typeof agentSorts)[number]

/** The agents of each organization in every order a list can ask for, kept in order as they change. */
export interface AgentOrder {
  by(org: string, sort: AgentSort): SortedIndex
  /** Takes over an agent's present values. */
  touch(org: string, id: string): void
  drop(org: string, id: string): void
}

interface Values {
  observed(id: string): AgentState
  action(id: string): string
  spent(org: string, id: string): number
}

/** Orders are built at the first list that wants them: starting the engine does not pay for them. */
export function createAgentOrder(store: Store, values: Values): AgentOrder {
  const orders = new Map<string, SortedIndex>()

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
  return {
    by(org, sort) {
      const name = `${org}/${sort}`
      let order = orders.get(name)
      if (!order) {
        order = createSortedIndex([...store.rows(agents, org).values()].map(({ doc }) => [doc.id, keyOf(sort, doc)] as const))
        orders.set(name, order)
      }
      return order
    },
    touch(org, id) {
      const row = store.get(agents, org, id)
      if (!row) return
      for (const sort of agentSorts) orders.get(`${org}/${sort}`)?.set(id, keyOf(sort, row.doc))
    },
    drop(org, id) {
      for (const sort of agentSorts) orders.get(`${org}/${sort}`)?.delete(id)
    },
  }
}
