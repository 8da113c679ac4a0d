import type { Deployment } from '../../contract/deployments.ts'
import type { Order } from '../../entities/deployments/port.ts'
import { actorName } from '../../kernel/actor.ts'
import { EngineError, notFound } from '../../kernel/errors.ts'
import type { House } from '../house.ts'
import { hasEnded } from '../journal/index.ts'

/**
 * Cancels a rollout under way. Answers once that is durable; taking back follows in the background.
 * @throws EngineError `not_found`; `conflict` when it has ended, or is one that nothing can take back
 */
export async function cancel(house: House, order: Omit<Order, 'agent'>, id: string): Promise<Deployment> {
  return house.store
    .transaction(
      {
        org: order.org,
        actor: actorName(order.actor),
        requestId: order.requestId,
        ...(order.mark ? { mark: order.mark } : {}),
      },
      (tx) => {
        const rollout = house.journal.get(id)
        if (rollout?.deployment.org !== order.org) throw notFound('deployment', id)
        const { kind, state, agent } = rollout.deployment
        if (hasEnded(rollout))
          throw new EngineError('conflict', `This deployment has ended (${state}), so it cannot be cancelled.`, {
            details: { state },
          })
        if (kind !== 'deploy' && kind !== 'start' && kind !== 'restart')
          throw new EngineError('conflict', `A ${kind} cannot be cancelled.`, { details: { kind } })
        const next = { ...rollout, ending: rollout.ending ?? ({ state: 'cancelled', detail: order.reason } as const) }
        house.journal.write(tx, next)
        tx.audit({ action: 'deployments.cancel', target: agent, details: { deployment: id, reason: order.reason } })
        return next.deployment
      },
    )
    .then((deployment) => {
      if (house.underway.of(deployment.agent)?.id === id)
        house.underway.stop(deployment.agent, { kind: 'cancel', detail: order.reason })
      return deployment
    })
}
