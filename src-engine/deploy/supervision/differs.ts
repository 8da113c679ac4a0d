import { agents } from '../../contract/agents.ts'
import type { House } from '../house.ts'
import type { Workload } from '../journal/index.ts'

/** Whether what is known of an agent at its target differs from what is desired, and nobody is at work on it. */
export function differs(house: House, { org, agent, active }: Workload): boolean {
  const doc = house.store.get(agents, org, agent)?.doc
  const state = house.agents.observed(agent)?.state
  if (!doc || !state || house.underway.of(agent) || house.underway.aboutToBegin(agent)) return false
  const killed = doc.killNo > doc.released
  if (!killed && house.journal.leftBehind(agent).length > 0) return true
  const runs = state === 'running' || state === 'degraded'
  if (killed || doc.desired === 'stopped') return runs
  return active !== null && state === 'stopped'
}
