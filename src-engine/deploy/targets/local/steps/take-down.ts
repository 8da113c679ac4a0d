import { join } from 'node:path'
import { EngineError } from '../../../../kernel/errors.ts'
import type { RolloutStep } from '../../../adapter.ts'
import { endAll, endEverything } from '../end.ts'
import { namesIn, remove } from '../files.ts'
import { readInstance } from '../instance-files.ts'
import { isMark, killMarks } from '../marks.ts'
import type { Rollout } from './step.ts'

export function stop({ kit, paths }: Rollout): RolloutStep {
  return {
    id: 'stop',
    title: 'Stop the agent',
    async run() {
      return { stopped: await endAll(kit, paths) }
    },
  }
}

export function erase({ kit, paths, request }: Rollout): RolloutStep {
  return {
    id: 'erase',
    title: 'Remove its workspace and files',
    async run() {
      const left = await endEverything(paths)
      if (left > 0)
        throw new EngineError(
          'target_failed',
          `${left} processes of the agent do not end: the system holds them. Restart this machine, then try again.`,
        )
      kit.watched.delete(paths.agent)
      const instance = await readInstance(paths, request.instance.id)
      if (instance && 'socket' in instance.endpoint) await remove(instance.endpoint.socket)
      // The mark of a kill that nobody has released stays: only a release that names it takes it away.
      const standing = (await killMarks(paths)).some((killNo) => killNo > request.released)
      if (!standing) await remove(paths.home)
      else for (const name of await namesIn(paths.home)) if (!isMark(name)) await remove(join(paths.home, name))
      return {}
    },
  }
}
