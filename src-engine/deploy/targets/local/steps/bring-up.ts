import type { RolloutStep } from '../../../adapter.ts'
import { agentsRunning } from '../belongings.ts'
import { collectGarbage } from '../collect.ts'
import { endInstance } from '../end.ts'
import { remove } from '../files.ts'
import { readActive, readHandover, writeActive, writeHandover } from '../instance-files.ts'
import { launch } from '../launch.ts'
import { freeLock } from '../lock.ts'
import { seeServing } from '../probe.ts'
import type { Rollout } from './step.ts'

export function handover({ kit, request, paths }: Rollout): RolloutStep {
  const { instance } = request
  return {
    id: 'handover',
    title: 'Stop the one before it',
    async run(context) {
      const running = [...(await agentsRunning(paths)).keys()].filter((id) => id !== instance.id)
      // Written before anything is stopped, so that a crash does not forget what has to come back.
      const noted = await readHandover(paths, instance.id)
      if (!noted) await writeHandover(paths, instance.id, running.find((id) => id === request.previous?.id) ?? null)
      for (const id of running) await endInstance(kit, paths, id)
      context.say(running.length > 0 ? 'The agent pauses until the new one serves.' : 'None ran before.')
      return { stopped: running }
    },
    async undo(context) {
      const restore = (await readHandover(paths, instance.id))?.restore ?? null
      // Null when nothing is to run any more by the time this is taken back.
      if (restore !== null && request.previous !== null) {
        await endInstance(kit, paths, instance.id)
        await launch(kit, request, { id: restore })
        await seeServing(kit, paths, restore, context)
      }
      await remove(paths.instance(instance.id).handover)
    },
  }
}

export function start({ kit, request, paths }: Rollout): RolloutStep {
  return {
    id: 'start',
    title: 'Start the agent',
    async run() {
      return { pid: await launch(kit, request, request.instance) }
    },
    undo: () => endInstance(kit, paths, request.instance.id),
  }
}

export function probe({ kit, request, paths }: Rollout): RolloutStep {
  return {
    id: 'probe',
    title: 'See it serving',
    async run(context) {
      const ms = await seeServing(kit, paths, request.instance.id, context)
      context.say(`It served after ${(ms / 1000).toFixed(1)} s.`)
      return { afterMs: ms }
    },
  }
}

export function promote({ request, paths }: Rollout): RolloutStep {
  return {
    id: 'promote',
    title: 'Put it into service',
    async run() {
      await writeActive(paths, request.instance.id)
      return { active: request.instance.id }
    },
    async undo() {
      if ((await readActive(paths)) === request.instance.id) await writeActive(paths, request.previous?.id ?? null)
    },
  }
}

export function finish({ request, paths }: Rollout): RolloutStep {
  return {
    id: 'finish',
    title: 'Clear up and give the lock back',
    async run() {
      await remove(paths.instance(request.instance.id).handover)
      await collectGarbage(paths)
      await freeLock(paths, request.instance.id)
      return {}
    },
  }
}
