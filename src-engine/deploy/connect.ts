import type { AgentState } from '../contract/lifecycle.ts'
import type { AgentFetch } from './adapter.ts'
import { type House, adapterOf } from './house.ts'

const SERVING: readonly AgentState[] = ['running', 'degraded', 'updating', 'starting']

/** Speaks to the active instance of an agent with its token; null when there is none that should serve. */
export function connect(house: House, org: string, agent: string): AgentFetch | null {
  const workload = house.workloads.get(agent)
  const state = house.agents.observed(agent)?.state
  if (workload?.org !== org || !workload.active || !state || !SERVING.includes(state)) return null
  return adapterOf(house, workload.place).connect({ org, agent, place: workload.place }, workload.active.id)
}
