import type { AgentView } from '../../../src-engine/contract/agents.ts'
import type { StateWord } from '../../components/state-badge.tsx'

export function isKilled(agent: AgentView): boolean {
  return agent.killNo > agent.released
}

/** Whether a workload exists that can act. */
export function isUp(agent: AgentView): boolean {
  return agent.observed.state === 'running' || agent.observed.state === 'degraded'
}

/** The one word for an agent: what holds it back comes before what it is doing. */
export function wordOf(agent: AgentView): StateWord {
  if (agent.observed.unconfirmedKill !== null) return 'killUnconfirmed'
  if (isKilled(agent)) return 'killed'
  if (isUp(agent) && agent.spend.stopped) return 'heldByBudget'
  if (isUp(agent) && agent.paused) return 'paused'
  return agent.observed.state
}
