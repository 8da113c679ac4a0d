import { z } from 'zod'
import { agents } from '../../contract/agents.ts'
import { jsonValueSchema } from '../../contract/values.ts'
import { followReadiness } from '../../entities/agents/readiness.ts'
import type { Tx } from '../../store/index.ts'
import type { House } from '../house.ts'
import type { Rollout } from '../journal/index.ts'
import { moveTo } from '../lifecycle.ts'
import { current, heldBack } from './forward.ts'
import { contextOf } from './request.ts'
import { forgetLeft } from './take-back.ts'

/** Puts the end of a rollout whose steps are all done on record. False when it was cancelled or killed at the last moment. */
export async function succeed(house: House, id: string): Promise<boolean> {
  const rollout = current(house, id)
  return house.store.transaction(contextOf(rollout), (tx) => {
    const now = current(house, id)
    const ending = now.ending ?? heldBack(house, now)
    if (ending) {
      house.journal.write(tx, { ...now, ending })
      return false
    }
    house.journal.write(tx, {
      ...now,
      config: null,
      deployment: { ...now.deployment, state: 'succeeded', endedAt: tx.at, detail: DONE[now.deployment.kind] },
    })
    takeOver(house, tx, now)
    // Every rollout that comes through has stopped or swept what earlier ones left.
    forgetLeft(house, tx, now.deployment.agent)
    tx.audit({
      action: 'deployments.end',
      target: now.deployment.agent,
      details: { deployment: id, kind: now.deployment.kind, state: 'succeeded' },
    })
    return true
  })
}

const DONE = {
  deploy: 'Deployed, and seen serving.',
  start: 'Started, and seen serving.',
  restart: 'Restarted, and seen serving.',
  stop: 'Stopped.',
  destroy: 'Removed from its target.',
  kill: 'Killed.',
  release: 'Released.',
} as const satisfies Record<Rollout['deployment']['kind'], string>

/** What the step `create` of a target that can tell drift records. */
const madeSchema = z.object({ made: z.record(z.string(), jsonValueSchema) })

/** What the agent is from now on. */
function takeOver(
  house: House,
  tx: Tx,
  { deployment, instance, config, place, before, runtime, reason, results }: Rollout,
): void {
  const { agent, org, kind, by, target, id } = deployment
  const serving = {
    revision: instance.revision,
    deployment: id,
    failures: 0,
    lastSeenAt: tx.at,
    unconfirmedKill: null,
  }
  const made = madeSchema.safeParse(results['create']).data?.made ?? null
  switch (kind) {
    case 'deploy': {
      const { generation = 0 } = house.workloads.get(agent) ?? {}
      house.workloads.put(tx, {
        agent,
        org,
        target,
        place,
        active: instance,
        config,
        made,
        generation: Math.max(generation, instance.generation),
        runtime,
        unconfirmedKill: null,
      })
      if (before.active) house.tokens.revokeIn(tx, [before.active.id])
      moveTo(house.agents, tx, agent, 'running', by, 'seen serving', serving)
      return
    }
    case 'start':
    case 'restart':
      house.workloads.patch(tx, agent, { ...(runtime ? { runtime } : {}), ...(made ? { made } : {}) })
      moveTo(house.agents, tx, agent, 'running', by, 'seen serving', serving)
      return
    case 'stop':
      moveTo(house.agents, tx, agent, 'stopped', by, reason, { failures: 0 })
      return
    case 'destroy': {
      house.workloads.patch(tx, agent, { active: null, config: null, made: null, runtime: null, unconfirmedKill: null })
      house.tokens.revokeIn(tx, house.tokens.instancesOf(agent))
      moveTo(house.agents, tx, agent, 'draft', by, 'its workload was removed', {
        revision: null,
        deployment: null,
        level: null,
        failures: 0,
        unconfirmedKill: null,
      })
      const doc = tx.get(agents, agent)?.doc
      if (doc) followReadiness(house, tx, doc, by)
      return
    }
    case 'kill':
    case 'release':
      return
  }
}
