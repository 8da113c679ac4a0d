import type { RolloutStep } from '../../../adapter.ts'
import { removeInstance } from '../collect.ts'
import { removePart, startUnlessKilled, stopPart } from '../containers.ts'
import { asMade } from '../drift.ts'
import { putAgentConfig, putForwarderConfig, putCredentials } from '../files.ts'
import { labels } from '../names.ts'
import { ensureNetwork } from '../network.ts'
import { seeServing } from '../probe.ts'
import { agentSpec, forwarderSpec, graceSeconds } from '../spec.ts'
import { agentOf, forwarderOf, lives, partsOf } from '../workload.ts'
import { imageFrom, ownParts, step, type Rollout } from './step.ts'

/** Both containers with their files, not yet started. An instance that has them keeps them and gets fresh files. */
export function createStep(rollout: Rollout): RolloutStep {
  const { kit, request } = rollout
  const { ref, instance } = request
  return step(rollout, {
    id: 'create',
    title: 'Create the agent’s containers',
    doing: 'creating the agent’s containers',
    async run(engine, context) {
      const before = await partsOf(engine, ref)
      const image = imageFrom(context)
      if (agentOf(before, instance.id) === undefined) {
        // One beside it keeps the state until it is stopped, so this one begins on trial, with a state of its own.
        const trial = before.some((part) => part.role !== 'forwarder' && lives(part))
        await engine.docker.createContainer(agentSpec(request, image, trial))
      }
      await kit.turns.take(`network ${ref.org}`, async () => {
        const network = await ensureNetwork(engine, ref.org)
        const old = forwarderOf(before, instance.id)
        if (old?.info.HostConfig.NetworkMode === network) return
        // It keeps nothing; one whose network is gone would not start.
        if (old !== undefined) await removePart(old)
        await engine.docker.createContainer(forwarderSpec(request, image, network))
      })
      const { agent, forwarder } = await ownParts(engine, request)
      const trial = agent.role === 'candidate' && agent.info.Config.Labels[labels.trial] === '1'
      await putCredentials(agent.container, await request.credentials())
      await putAgentConfig(agent.container, instance.id, trial)
      await putForwarderConfig(forwarder.container, await request.runtime())
      const made = asMade({ agent, forwarder })
      return { agent: agent.info.Id, forwarder: forwarder.info.Id, image: agent.info.Image, trial, made }
    },
    async undo(engine) {
      const agent = agentOf(await partsOf(engine, ref), instance.id)
      if (agent === undefined || agent.role === 'candidate') await removeInstance(kit, engine, ref, instance.id)
    },
  })
}

export function forwardStep(rollout: Rollout): RolloutStep {
  const { request } = rollout
  return step(rollout, {
    id: 'forward',
    title: 'Open the way to the control center',
    doing: 'starting the agent’s forwarder',
    async run(engine) {
      const { forwarder } = await ownParts(engine, request)
      // Also one that runs: it may have been given another address of the control center.
      await forwarder.container.restart({ t: 2 })
      return { forwarder: forwarder.info.Id }
    },
  })
}

export function startStep(rollout: Rollout): RolloutStep {
  const { kind, request } = rollout
  return step(rollout, {
    id: 'start',
    title: 'Start the agent',
    doing: 'starting the agent',
    async run(engine) {
      const { agent, all } = await ownParts(engine, request)
      const trial = agent.role === 'candidate' && agent.info.Config.Labels[labels.trial] === '1'
      // Whoever is not on trial writes the state, so nobody else may run.
      const others = all.filter(
        (part) => part.role !== 'forwarder' && part.instance !== request.instance.id && lives(part),
      )
      if (!trial) for (const other of others) await stopPart(other, graceSeconds)
      await startUnlessKilled(engine, request.ref, request.released, agent, 'start')
      return { agent: agent.info.Id }
    },
    // A candidate is removed as a whole; one that was merely stopped before is stopped again.
    async undo(engine) {
      const parts = await partsOf(engine, request.ref)
      const own = [agentOf(parts, request.instance.id), forwarderOf(parts, request.instance.id)]
      if (kind === 'start') for (const part of own) if (part !== undefined) await stopPart(part, graceSeconds)
    },
  })
}

export function probeStep(rollout: Rollout): RolloutStep {
  const { kit, request } = rollout
  return step(rollout, {
    id: 'probe',
    title: 'See it serving, from outside',
    doing: 'probing the agent',
    async run(engine, context) {
      const seen = await seeServing(engine, request, kit, context)
      context.say(`It served after ${(seen.afterMs / 1000).toFixed(1)} s.`)
      return seen
    },
  })
}
