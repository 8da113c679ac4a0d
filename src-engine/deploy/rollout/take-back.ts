import { agents } from '../../contract/agents.ts'
import { configOf, isComplete } from '../../entities/agents/revision.ts'
import type { Tx } from '../../store/index.ts'
import type { House } from '../house.ts'
import type { Rollout } from '../journal/index.ts'
import { moveTo } from '../lifecycle.ts'
import { goBack } from './back.ts'
import { servesOn } from './fail.ts'
import { current } from './forward.ts'
import { stepsOf } from './request.ts'
import { stopReason } from './underway.ts'

const BY = 'system:reconcile'

/** Nothing of the agent is left at the target by earlier rollouts: something later has dealt with it. */
export function forgetLeft(house: Pick<House, 'journal'>, tx: Tx, agent: string): void {
  for (const { deployment } of house.journal.leftBehind(agent))
    house.journal.change(tx, deployment.id, (now) => ({ ...now, left: [] }))
}

/**
 * Tries again to take back what earlier rollouts had to leave at the target, newest first, as if it were a rollout: no
 * other begins meanwhile. A killed agent is left to its kill.
 * @returns when it was tried; what still cannot be taken back stays in the journal
 */
export async function takeBack(house: House, agent: string): Promise<void> {
  const [newest] = house.journal.leftBehind(agent)
  if (!newest || house.underway.of(agent) || house.underway.aboutToBegin(agent)) return
  house.underway.run(agent, newest.deployment.id, async ({ signal }) => {
    for (const { deployment } of house.journal.leftBehind(agent)) {
      await house.underway.held(agent)
      if (signal.aborted) return
      await takeBackOne(house, deployment.id, () => stopReason(signal) !== null)
    }
  })
  await house.underway.of(agent)?.done
}

async function takeBackOne(house: House, id: string, stopped: () => boolean): Promise<void> {
  const rollout = current(house, id)
  const { org, agent } = rollout.deployment
  const doc = house.store.get(agents, org, agent)?.doc
  if (!doc || doc.killNo > doc.released) return
  // What served before is brought back only where something is still meant to run.
  const active = doc.desired === 'running' ? rollout.before.active : null
  const left = await goBack(house, id, stepsOf(house, { ...rollout, before: { ...rollout.before, active } }), stopped)
  if (left === 'closed' || left.length > 0) return
  const served = await servesOn(house, rollout)
  await house.store.transaction({ org, actor: BY, requestId: '' }, (tx) => {
    const now = house.journal.change(tx, id, (before) => ({
      ...before,
      deployment: { ...before.deployment, detail: `${before.ending?.detail ?? ''} ${DONE}`.trim() },
    }))
    if (house.journal.leftBehind(agent).every(({ deployment }) => deployment.id === id)) rest(house, tx, now, served)
    tx.audit({ action: 'deployments.take-back', target: agent, details: { deployment: id } })
  })
}

const DONE = 'What could not be taken back at first was taken back later.'

/** Where an agent stands once nothing is left of it that should not be. */
function rest(house: House, tx: Tx, { deployment, before, ending }: Rollout, served: boolean): void {
  const { agent, detail } = deployment
  const doc = tx.get(agents, agent)?.doc
  if (!doc || house.agents.stateIn(tx, agent) !== 'error') return
  if (served && doc.desired === 'running') moveTo(house.agents, tx, agent, 'running', BY, detail)
  else if (ending?.state !== 'cancelled') house.agents.note(tx, agent, { reason: detail })
  else if (!before.active)
    moveTo(house.agents, tx, agent, isComplete(configOf(doc)) ? 'ready' : 'configuring', BY, detail)
  else moveTo(house.agents, tx, agent, doc.desired === 'stopped' ? 'stopped' : 'error', BY, detail)
}
