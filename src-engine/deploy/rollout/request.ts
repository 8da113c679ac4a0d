import { agents } from '../../contract/agents.ts'
import type { WriteContext } from '../../store/index.ts'
import type { RolloutRequest } from '../adapter.ts'
import { type House, adapterOf } from '../house.ts'
import type { Rollout } from '../journal/index.ts'

/** Who writes what follows from a rollout: whoever ordered it. */
export function contextOf({ deployment, requestId }: Rollout): WriteContext {
  return { org: deployment.org, actor: deployment.by, requestId }
}

/** What the adapter gets for a rollout. Token and address are asked for by the steps that need them, each time they run. */
export function requestOf(house: House, rollout: Rollout): RolloutRequest {
  const { deployment, place, instance, before, resources } = rollout
  const { id, org, agent } = deployment
  return {
    ref: { org, agent, place },
    instance,
    previous: before.active?.id === instance.id ? null : before.active,
    resources,
    released: house.store.get(agents, org, agent)?.doc.released ?? 0,
    credentials: () => house.tokens.issue({ org, agent, instance: instance.id }),
    async runtime() {
      const runtime = await house.runtimeAddress(place)
      await house.store.transaction(contextOf(rollout), (tx) =>
        house.journal.change(tx, id, (now) => ({ ...now, runtime })),
      )
      return runtime
    },
  }
}

/** The steps of a rollout, as its target's adapter has them. */
export function stepsOf(house: House, rollout: Rollout): ReturnType<ReturnType<typeof adapterOf>['steps']> {
  const { kind } = rollout.deployment
  if (kind === 'kill' || kind === 'release') return []
  return adapterOf(house, rollout.place).steps(kind, requestOf(house, rollout))
}
