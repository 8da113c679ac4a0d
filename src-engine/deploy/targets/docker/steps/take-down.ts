import { EngineError } from '../../../../kernel/errors.ts'
import type { RolloutStep } from '../../../adapter.ts'
import { removePart, stopPart } from '../containers.ts'
import { lockName, ofAgent } from '../names.ts'
import { removeUnusedNetworks } from '../network.ts'
import { graceSeconds } from '../spec.ts'
import { killMarks, lives, partsOf, unless } from '../workload.ts'
import { step, type Rollout } from './step.ts'

/** Ends every container of the agent and makes sure that nothing brings one back. */
export function stopStep(rollout: Rollout): RolloutStep {
  const { ref } = rollout.request
  return step(rollout, {
    id: 'stop',
    title: 'Stop the agent',
    doing: 'stopping the agent',
    async run(engine) {
      const parts = await partsOf(engine, ref)
      // Agents first: until it has ended, an agent still delivers through its forwarder.
      const agentsFirst = parts.sort((a, b) => Number(a.role === 'forwarder') - Number(b.role === 'forwarder'))
      for (const part of agentsFirst) await stopPart(part, graceSeconds)
      const left = (await partsOf(engine, ref)).filter(lives)
      if (left.length > 0)
        throw new EngineError(
          'target_failed',
          'Docker reports the agent as still running after it was stopped. Try again, or kill it.',
        )
      return { stopped: parts.length }
    },
  })
}

/** Removes all containers of the agent. */
export function removeStep(rollout: Rollout): RolloutStep {
  const { ref } = rollout.request
  return step(rollout, {
    id: 'remove',
    title: 'Remove its containers',
    doing: 'removing the agent’s containers',
    async run(engine) {
      const parts = await partsOf(engine, ref)
      for (const part of parts) await removePart(part)
      return { removed: parts.length }
    },
  })
}

/**
 * Removes everything else that carries the agent's labels, the workspace among it; the lock last. The mark of a kill that
 * nobody has released stays: only a release that names it takes it away.
 */
export function eraseStep(rollout: Rollout): RolloutStep {
  const { kit, request } = rollout
  const { ref, released } = request
  return step(rollout, {
    id: 'erase',
    title: 'Remove its workspace and volumes',
    doing: 'removing the agent’s volumes',
    async run(engine) {
      const standing = new Set(
        (await killMarks(engine, ref)).filter(({ killNo }) => (killNo ?? Infinity) > released).map(({ name }) => name),
      )
      const { Volumes } = await engine.docker.listVolumes({ filters: ofAgent(ref) })
      const names = Volumes.map(({ Name }) => Name)
        .filter((name) => !standing.has(name))
        .sort((a, b) => Number(a === lockName(ref.agent)) - Number(b === lockName(ref.agent)))
      for (const name of names) await unless(engine.docker.getVolume(name).remove(), 404)
      await kit.turns.take(`network ${ref.org}`, async () => await removeUnusedNetworks(engine, ref.org))
      return { removed: names.length }
    },
  })
}
