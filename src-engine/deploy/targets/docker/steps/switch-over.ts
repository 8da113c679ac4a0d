import type { RolloutStep } from '../../../adapter.ts'
import { collectGarbage } from '../collect.ts'
import { setRestart, startUnlessKilled, stopPart } from '../containers.ts'
import { putAgentConfig } from '../files.ts'
import { freeLock } from '../lock.ts'
import { containerName, labels, type AgentRole } from '../names.ts'
import { seeServing } from '../probe.ts'
import { graceSeconds } from '../spec.ts'
import { agentOf, forwarderOf, lives, partsOf, readKillMark, type Part } from '../workload.ts'
import { ownParts, step, type Rollout } from './step.ts'

/**
 * The state of an agent (runs under way, spooled records) has one writer. The new one, seen serving on trial, takes it
 * over: the old one is drained, the new one is restarted on the state, and has to be seen serving once more.
 */
export function handoverStep(rollout: Rollout): RolloutStep {
  const { kit, request } = rollout
  const { ref, instance, released } = request
  return step(rollout, {
    id: 'handover',
    title: 'Hand workspace and state over to it',
    doing: 'handing the agent’s state over',
    async run(engine, context) {
      const { agent, all } = await ownParts(engine, request)
      if (agent.info.Config.Labels[labels.trial] !== '1' || agent.role !== 'candidate') return { paused: false }
      const old = all.filter((part) => part.role !== 'forwarder' && part.instance !== instance.id && lives(part))
      const began = kit.clock.monotonic()
      for (const part of old) await stopPart(part, graceSeconds)
      await putAgentConfig(agent.container, instance.id, false)
      await startUnlessKilled(engine, ref, released, agent, { restartAfterSeconds: graceSeconds })
      await seeServing(engine, request, kit, context)
      const pausedMs = Math.round(kit.clock.monotonic() - began)
      context.say(`The agent paused for ${(pausedMs / 1000).toFixed(1)} s.`)
      return { paused: true, pausedMs }
    },
    // The candidate's label tells whether something served before it; only then is there something to bring back.
    async undo(engine) {
      const all = await partsOf(engine, ref)
      const agent = agentOf(all, instance.id)
      const old = request.previous === null ? undefined : agentOf(all, request.previous.id)
      if (agent?.info.Config.Labels[labels.trial] !== '1' || old === undefined) return
      await stopPart(agent, graceSeconds)
      // After a kill there is nothing to bring back.
      const mark = await readKillMark(engine, ref)
      if (old.info.State.Running || (mark ?? 0) > released) return
      const forwarder = forwarderOf(all, old.instance)
      if (forwarder !== undefined) {
        await setRestart(forwarder, 'unless-stopped')
        await forwarder.container.restart({ t: 2 })
      }
      await setRestart(old, 'unless-stopped')
      await startUnlessKilled(engine, ref, released, old, 'start')
    },
  })
}

/** Roles are names. A crash between two renames leaves names that still read clearly; see names.ts. */
export function promoteStep(rollout: Rollout): RolloutStep {
  const { request } = rollout
  const { ref, instance } = request
  return step(rollout, {
    id: 'promote',
    title: 'Put it into service',
    doing: 'putting the agent into service',
    async run(engine) {
      const { agent, forwarder, all } = await ownParts(engine, request)
      for (const part of [agent, forwarder]) await setRestart(part, 'unless-stopped')
      const others = all.filter((part) => part.instance !== instance.id)
      for (const part of others) if (part.role === 'active') await setRole(ref.agent, part, 'previous')
      await setRole(ref.agent, agent, 'active')
      for (const part of others) if (lives(part)) await stopPart(part, graceSeconds)
      return { active: instance.id }
    },
    async undo(engine) {
      const all = await partsOf(engine, ref)
      const agent = agentOf(all, instance.id)
      const old = request.previous === null ? undefined : agentOf(all, request.previous.id)
      if (agent === undefined || old === undefined) return
      await setRole(ref.agent, agent, 'candidate')
      await setRole(ref.agent, old, 'active')
    },
  })
}

export function finishStep(rollout: Rollout): RolloutStep {
  const { kit, request } = rollout
  return step(rollout, {
    id: 'finish',
    title: 'Clear up and give the lock back',
    doing: 'clearing up',
    async run(engine) {
      await collectGarbage(kit, engine, request.ref)
      await freeLock(engine, request.ref, request.instance.id)
      return {}
    },
  })
}

async function setRole(agent: string, part: Part, role: AgentRole): Promise<void> {
  if (part.role !== role) await part.container.rename({ name: containerName(agent, part.generation, role) })
}
