import type { ObservedInstance, Observation } from '../../adapter.ts'
import { agentsRunning } from './belongings.ts'
import { readActive, readInstances } from './instance-files.ts'
import { highestMark } from './marks.ts'
import type { AgentPaths } from './paths.ts'

/** What is here of an agent. A process without files, which a crash may leave, counts as a candidate of generation 0. */
export async function observeWorkload(paths: AgentPaths): Promise<Observation> {
  const killMark = await highestMark(paths)
  const [files, active, running] = await Promise.all([readInstances(paths), readActive(paths), agentsRunning(paths)])
  const generation = files.find(({ instance }) => instance === active)?.generation ?? -1
  const known = files.map((file): ObservedInstance => {
    const process = running.get(file.instance)
    return {
      id: file.instance,
      revision: file.revision,
      generation: file.generation,
      role: file.instance === active ? 'active' : file.generation < generation ? 'previous' : 'candidate',
      running: process !== undefined,
      frozen: process?.frozen ?? false,
      ended: process || file.pid === null ? null : (file.ended ?? 'ended while nobody watched'),
    }
  })
  const strays = [...running.keys()].filter((id) => !files.some(({ instance }) => instance === id))
  return {
    killMark,
    instances: [
      ...known,
      ...strays.map((id): ObservedInstance => ({
        id,
        revision: '',
        generation: 0,
        role: 'candidate',
        running: true,
        frozen: running.get(id)?.frozen ?? false,
        ended: null,
      })),
    ],
  }
}
