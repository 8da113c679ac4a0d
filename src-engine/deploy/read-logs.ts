import type { LogLine } from '../contract/deployments.ts'
import { type House, adapterOf } from './house.ts'

interface Wanted {
  readonly tail: number
  readonly follow: boolean
  readonly signal: AbortSignal
}

/** The log of what a rollout under way brings up, else of what is in service; one sentence where there is nothing. */
export function readLogs(house: House, org: string, agent: string, wanted: Wanted): AsyncIterable<LogLine> {
  const workload = house.workloads.get(agent)
  if (workload?.org !== org) return nothing()
  const running = house.underway.of(agent)
  const rollout = running && house.journal.get(running.id)
  const instance =
    rollout?.deployment.kind === 'deploy' && rollout.results['create']
      ? rollout.instance.id
      : (workload.active?.id ?? null)
  return adapterOf(house, workload.place).logs({ org, agent, place: workload.place }, { ...wanted, instance })
}

async function* nothing(): AsyncGenerator<LogLine> {
  yield await Promise.resolve({
    at: null,
    stream: 'system',
    text: 'This agent has not been deployed yet, so it has no log.',
  })
}
