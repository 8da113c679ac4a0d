import type { Plan } from '../../contract/deployments.ts'
import { configOf, revisionOf } from '../../entities/agents/revision.ts'
import { canMove } from '../../decide/index.ts'
import { EngineError } from '../../kernel/errors.ts'
import type { RolloutRequest } from '../adapter.ts'
import { type House, adapterOf } from '../house.ts'
import { agentOf, placeOf, stateOf } from '../orders/subject.ts'
import { changesOf } from './changes.ts'
import { permissionsGained } from './permissions-gained.ts'
import { refusalsOf } from './refusals.ts'

/**
 * What a deployment of the current configuration would do; changes nothing.
 * @throws EngineError `not_found`; `conflict` when model or target are missing
 */
export async function plan(house: House, org: string, id: string): Promise<Plan> {
  const agent = agentOf(house, org, id)
  if (agent.model === null)
    throw new EngineError('conflict', `${agent.name} has no model to think with. Choose one in its configuration.`)
  const { target, place } = placeOf(house, agent)
  const workload = house.workloads.get(id)
  const config = configOf(agent)
  const revision = revisionOf(agent)
  const active = workload?.active ?? null
  const request: Omit<RolloutRequest, 'credentials' | 'runtime'> = {
    ref: { org, agent: id, place },
    instance: { id: 'ins_planned', revision, generation: (workload?.generation ?? 0) + 1 },
    previous: active,
    resources: agent.resources,
    released: agent.released,
  }
  const adapter = adapterOf(house, place)
  const part = await adapter.plan(request)
  const nowhere = (): Promise<never> => Promise.reject(new EngineError('internal', 'A plan runs no step.'))
  const changes = changesOf(active ? (workload?.config ?? null) : null, config)
  const state = stateOf(house, id)
  const refusals = [...refusalsOf(house, agent), ...part.refusals]
  if (!canMove(state, 'updating') && !canMove(state, 'provisioning'))
    refusals.unshift(`An agent that is ${state} cannot become provisioning.`)
  if (house.underway.of(id))
    refusals.unshift(`A deployment of ${agent.name} is under way. Wait for its end, or cancel it.`)
  const same =
    active?.revision === revision
      ? ['Nothing was changed since the last deployment; deploying again replaces the workload with the same.']
      : []
  return {
    agent: id,
    target,
    revision,
    previousRevision: active?.revision ?? null,
    changes,
    permissionsGained: permissionsGained(active ? (workload?.config ?? null) : null, config),
    downtime: part.downtime,
    steps: adapter
      .steps('deploy', { ...request, credentials: nowhere, runtime: nowhere })
      .map((step) => ({ id: step.id, title: step.title })),
    notes: [...new Set([...same, ...part.notes, ...adapter.capabilities.notes])],
    refusals: [...new Set(refusals)],
  }
}
