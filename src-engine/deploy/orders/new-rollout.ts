import type { Agent } from '../../contract/agents.ts'
import { revisionOf } from '../../entities/agents/revision.ts'
import type { DeploymentKind, Order } from '../../entities/deployments/port.ts'
import { actorName } from '../../kernel/actor.ts'
import type { Instance } from '../adapter.ts'
import type { House } from '../house.ts'
import { type Rollout, type Workload, waitingStep } from '../journal/index.ts'

interface Parts extends Pick<Workload, 'target' | 'place'> {
  readonly instance?: Instance
  readonly steps?: readonly { readonly id: string; readonly title: string }[]
  readonly killNo?: number
  /** Only what brings a configuration into service has one. */
  readonly config?: Rollout['config']
  readonly resources?: Rollout['resources']
}

/** A rollout as it enters the journal. Without an instance it is about what is active, or about none. */
export function newRollout(
  house: Pick<House, 'ids' | 'workloads' | 'agents'>,
  order: Order,
  kind: DeploymentKind,
  agent: Agent,
  at: string,
  parts: Parts,
): Rollout {
  const active = house.workloads.get(agent.id)?.active ?? null
  const instance = parts.instance ??
    active ?? {
      id: house.ids.next('ins'),
      revision: revisionOf(agent),
      generation: house.workloads.get(agent.id)?.generation ?? 0,
    }
  return {
    deployment: {
      id: house.ids.next('dep'),
      org: agent.org,
      agent: agent.id,
      target: parts.target,
      kind,
      revision: instance.revision,
      state: 'running',
      startedAt: at,
      endedAt: null,
      by: actorName(order.actor),
      detail: '',
      steps: (parts.steps ?? []).map(waitingStep),
    },
    requestId: order.requestId,
    reason: order.reason,
    place: parts.place,
    instance: { ...instance },
    resources: parts.resources ?? agent.resources,
    config: parts.config ?? null,
    before: { state: house.agents.observed(agent.id)?.state ?? 'draft', desired: agent.desired, active },
    runtime: null,
    intents: {},
    results: {},
    undone: [],
    left: [],
    ending: null,
    killNo: parts.killNo ?? null,
  }
}
