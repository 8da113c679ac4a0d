import { type Agent, agents } from '../../contract/agents.ts'
import type { AgentState } from '../../contract/lifecycle.ts'
import { targets } from '../../contract/targets.ts'
import type { Order } from '../../entities/deployments/port.ts'
import { EngineError, notFound } from '../../kernel/errors.ts'
import type { Row } from '../../store/index.ts'
import type { House } from '../house.ts'
import type { Workload } from '../journal/index.ts'

export function stateOf(house: Pick<House, 'agents'>, agent: string): AgentState {
  return house.agents.observed(agent)?.state ?? 'draft'
}

export function agentOf(house: Pick<House, 'store'>, org: string, id: string): Agent {
  const agent = house.store.get(agents, org, id)?.doc
  if (!agent) throw notFound('agent', id)
  return agent
}

/** @throws EngineError `conflict` when the agent has no target. */
export function placeOf({ store }: Pick<House, 'store'>, agent: Agent): Pick<Workload, 'target' | 'place'> {
  const target = agent.target === null ? undefined : store.get(targets, agent.org, agent.target)?.doc
  if (!target)
    throw new EngineError('conflict', `${agent.name} has no target to run at. Choose one in its configuration.`)
  return { target: target.id, place: target.place }
}

/** @throws EngineError `precondition_failed` when the order names another version of the agent than the present one. */
export function refuseOtherVersion({ version, doc }: Row<Agent>, { ifVersion }: Pick<Order, 'ifVersion'>): void {
  if (ifVersion === undefined || ifVersion === version) return
  throw new EngineError(
    'precondition_failed',
    `${doc.name} was changed meanwhile. Look at it again, then repeat this.`,
    {
      details: { id: doc.id, version },
    },
  )
}
