import { agents } from '../../contract/agents.ts'
import { hasEnded } from '../journal/index.ts'
import { type House, sentenceOf } from '../house.ts'
import { resumeKill } from '../orders/kill.ts'
import { removeMarks } from '../orders/release.ts'
import { carryOut } from '../rollout/carry-out.ts'
import { reconcile } from './reconcile.ts'

/** Milliseconds. */
export interface Intervals {
  /** Between two probes of one agent. */
  readonly probe: number
  /** Until a probe counts as failed. */
  readonly probeTimeout: number
}

/** Takes up every rollout that has not ended, then looks at every agent that has something at a target. */
export async function resume(house: House): Promise<void> {
  for (const rollout of house.journal.unfinished()) {
    const { id, agent, kind } = rollout.deployment
    house.underway.run(agent, id, async (running) => {
      if (kind === 'kill') return await resumeKill(house, rollout)
      if (kind === 'release') return await removeMarks(house, rollout)
      return await carryOut(house, id, running)
    })
  }
  for (const workload of house.workloads.all()) {
    if (!house.store.get(agents, workload.org, workload.agent)) continue
    const busy = house.journal.unfinished().some((rollout) => rollout.deployment.agent === workload.agent && !hasEnded(rollout))
    if (busy) continue
    reconcile(house, workload).catch((error: unknown) => house.logger.warn({ agent: workload.agent, why: sentenceOf(error), err: error }, 'an agent could not be looked at'))
  }
  await Promise.resolve()
}
