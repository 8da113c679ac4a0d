import { agentsRunning } from './belongings.ts'
import { remove } from './files.ts'
import { readActive, readInstances } from './instance-files.ts'
import type { AgentPaths } from './paths.ts'

/** Earlier instances whose files and logs stay. */
const KEPT = 2

/** Removes the files of instances that neither run nor serve, beyond the newest few: their logs stay that long. */
export async function collectGarbage(paths: AgentPaths): Promise<void> {
  const [active, running, files] = await Promise.all([readActive(paths), agentsRunning(paths), readInstances(paths)])
  const idle = files.filter(({ instance }) => instance !== active && !running.has(instance))
  for (const { instance } of idle) {
    await remove(paths.instance(instance).token)
    await remove(paths.instance(instance).key)
  }
  for (const { instance } of idle.slice(KEPT)) await remove(paths.instance(instance).home)
}
