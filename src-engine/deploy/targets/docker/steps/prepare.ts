import { EngineError } from '../../../../kernel/errors.ts'
import type { RolloutStep } from '../../../adapter.ts'
import { removeInstance, removeInstanceVolumes } from '../collect.ts'
import { refuseKilled } from '../containers.ts'
import { freeLock, takeLock } from '../lock.ts'
import { agentLabels, instanceLabels, instanceVolume, instanceVolumes, workspaceVolume } from '../names.ts'
import { partsOf } from '../workload.ts'
import { step, type Rollout } from './step.ts'

/** Nothing starts while a kill stands. */
export function checkStep(rollout: Rollout): RolloutStep {
  const { ref, released } = rollout.request
  return step(rollout, {
    id: 'check',
    title: 'Check that no kill stands',
    doing: 'reading the kill mark',
    async run(engine) {
      await refuseKilled(engine, ref, released)
      return { engine: engine.host, apiVersion: engine.apiVersion }
    },
  })
}

export function imageStep(rollout: Rollout): RolloutStep {
  return step(rollout, {
    id: 'image',
    title: 'Have the agent’s image ready',
    doing: 'preparing the agent’s image',
    async run(engine, context) {
      const { image, tag, base, baseImage } = await rollout.kit.image(engine, context)
      context.say(`Image ${tag} (${image.slice(0, 19)}) on ${baseImage}.`)
      return { image, tag, base, baseImage }
    },
  })
}

/** The lock, and under it a sweep: candidates of other rollouts are left-overs now. */
export function lockStep(rollout: Rollout): RolloutStep {
  const { kit, kind, request } = rollout
  return step(rollout, {
    id: 'lock',
    title: 'Take the agent’s lock at the engine',
    doing: 'taking the lock',
    async run(engine) {
      await takeLock(engine, request)
      const others = (await partsOf(engine, request.ref)).filter((part) => part.instance !== request.instance.id)
      const newer = others.find((part) => part.role === 'active' && part.generation > request.instance.generation)
      if (kind === 'deploy' && newer !== undefined) {
        await freeLock(engine, request.ref, request.instance.id)
        throw new EngineError(
          'conflict',
          'A newer deployment of this agent is in service at this Docker engine already.',
          {
            details: { generation: newer.generation },
          },
        )
      }
      const swept = others.filter((part) => part.role === 'candidate').map((part) => part.instance)
      for (const instance of swept) await removeInstance(kit, engine, request.ref, instance)
      return { swept }
    },
    async undo(engine) {
      await freeLock(engine, request.ref, request.instance.id)
    },
  })
}

export function volumesStep(rollout: Rollout): RolloutStep {
  const { ref, instance } = rollout.request
  return step(rollout, {
    id: 'volumes',
    title: 'Make its volumes',
    doing: 'making the agent’s volumes',
    async run(engine) {
      const workspace = workspaceVolume(ref.agent)
      await engine.docker.createVolume({ Name: workspace, Labels: agentLabels(ref, 'workspace') })
      for (const kind of instanceVolumes) {
        const Labels = instanceLabels(ref, instance, kind)
        await engine.docker.createVolume({ Name: instanceVolume(ref.agent, instance.generation, kind), Labels })
      }
      return { workspace }
    },
    // The workspace stays, also an empty one: only a destroy removes what an agent may have written.
    async undo(engine) {
      await removeInstanceVolumes(engine, ref, instance.id)
    },
  })
}
