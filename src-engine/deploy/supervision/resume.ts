import type { Workload } from '../journal/index.ts'
import { type House, sentenceOf } from '../house.ts'
import { resumeKill } from '../orders/kill.ts'
import { leftBehind } from '../left-behind.ts'
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

/**
 * Takes up every rollout that has not ended; they go on in the background.
 * @param unseen gets the agents whose target could not be asked
 * @returns when every other agent that has something at a target was looked at
 */
export function resume(house: House, unseen: Set<string>): Promise<void> {
  const unfinished = house.journal.unfinished()
  for (const rollout of unfinished) {
    const { id, agent, kind } = rollout.deployment
    house.underway.run(agent, id, async (running) => {
      if (kind === 'kill') return await resumeKill(house, rollout)
      if (kind === 'release') return await removeMarks(house, rollout)
      return await carryOut(house, id, running)
    })
  }
  const busy = new Set(unfinished.map(({ deployment }) => deployment.agent))
  const waiting = [...house.workloads.all()].filter(
    ({ agent, active }) => !busy.has(agent) && (active !== null || leftBehind(house, agent) !== null),
  )
  return Promise.all(Array.from({ length: AT_ONCE }, () => reconcileAll(house, waiting, unseen))).then(() => undefined)
}

/** Agents looked at at once. */
const AT_ONCE = 8

async function reconcileAll(house: House, waiting: Workload[], unseen: Set<string>): Promise<void> {
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    try {
      await reconcile(house, house.workloads.get(next.agent) ?? next)
    } catch (error) {
      unseen.add(next.agent)
      house.logger.warn({ agent: next.agent, why: sentenceOf(error), err: error }, 'an agent could not be looked at')
    }
  }
}
