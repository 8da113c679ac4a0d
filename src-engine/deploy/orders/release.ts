import { agents } from '../../contract/agents.ts'
import type { Deployment } from '../../contract/deployments.ts'
import type { Order } from '../../entities/deployments/port.ts'
import { actorName } from '../../kernel/actor.ts'
import { EngineError, notFound } from '../../kernel/errors.ts'
import { type House, adapterOf } from '../house.ts'
import { type Rollout, withStep } from '../journal/index.ts'
import { announce } from '../rollout/carry-out.ts'
import { current } from '../rollout/forward.ts'
import { contextOf } from '../rollout/request.ts'
import { newRollout } from './new-rollout.ts'
import { agentOf, placeOf } from './subject.ts'

const STEP = { id: 'release', title: 'Remove the kill marks' }

/**
 * Releases a killed agent: it may be started again, and stays stopped until somebody does.
 * @throws EngineError `conflict` when `killNo` is not the current kill, it is released already, or something of the
 *   killed agent still runs; `dependency_unavailable` when its target cannot be asked
 */
export async function release(house: House, order: Order, killNo: number): Promise<Deployment> {
  const agent = agentOf(house, order.org, order.agent)
  refuseOther(agent, killNo)
  const { target, place } = house.workloads.get(agent.id) ?? placeOf(house, agent)
  const { instances } = await adapterOf(house, place).observe({ org: agent.org, agent: agent.id, place })
  if (instances.some(({ running }) => running)) {
    throw new EngineError(
      'conflict',
      `Something of ${agent.name} still runs at its target, so the kill is not complete. Kill it again, then release that kill.`,
      { details: { killNo } },
    )
  }
  const by = actorName(order.actor)
  const rollout = await house.store.transaction(
    { org: order.org, actor: by, requestId: order.requestId, ...(order.mark ? { mark: order.mark } : {}) },
    (tx): Rollout => {
      const doc = tx.get(agents, agent.id)?.doc
      if (!doc) throw notFound('agent', agent.id)
      refuseOther(doc, killNo)
      const written = withStep(
        newRollout(house, order, 'release', doc, tx.at, { target, place, killNo, steps: [STEP] }),
        STEP,
        { state: 'running', startedAt: tx.at },
      )
      tx.update(agents, doc.id, { released: killNo, desired: 'stopped' }, order.ifVersion)
      house.workloads.patch(tx, doc.id, { unconfirmedKill: null })
      house.journal.write(tx, written)
      house.agents.note(tx, doc.id, { unconfirmedKill: null, reason: `released (kill ${killNo}): ${order.reason}` })
      tx.audit({ action: 'agents.release', target: doc.id, details: { killNo, reason: order.reason } })
      return written
    },
  )
  await removeMarks(house, rollout)
  return current(house, rollout.deployment.id).deployment
}

/** Removes the marks and ends the record. A mark that stays forbids nothing any more: its number is released. */
export async function removeMarks(house: House, rollout: Rollout): Promise<void> {
  const { id, org, agent } = rollout.deployment
  let trouble: string | null = null
  try {
    await adapterOf(house, rollout.place).release({ org, agent, place: rollout.place }, rollout.killNo ?? 0)
  } catch (error) {
    house.logger.warn({ err: error, agent }, 'kill marks were not removed')
    trouble = 'The mark could not be removed from the target; its number is released, so it does no harm.'
  }
  const detail = trouble ?? `Kill ${rollout.killNo} is released.`
  await house.store.transaction(contextOf(rollout), (tx) => {
    const done = withStep(current(house, id), STEP, {
      state: trouble === null ? 'done' : 'failed',
      detail,
      endedAt: tx.at,
    })
    house.journal.write(tx, { ...done, deployment: { ...done.deployment, state: 'succeeded', detail, endedAt: tx.at } })
  })
  await announce(house, id)
}

function refuseOther(
  { name, killNo, released }: { readonly name: string; readonly killNo: number; readonly released: number },
  named: number,
): void {
  if (killNo <= released)
    throw new EngineError('conflict', `${name} is not killed, so there is nothing to release.`, { details: { killNo } })
  if (named !== killNo)
    throw new EngineError(
      'conflict',
      `The current kill of ${name} is ${killNo}, not ${named}. Look at it, then release that one.`,
      { details: { killNo } },
    )
}
