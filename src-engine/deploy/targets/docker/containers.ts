import { EngineError } from '../../../kernel/errors.ts'
import type { WorkloadRef } from '../../adapter.ts'
import type { DockerEngine } from './engine.ts'
import { readKillMark, unless, type Part } from './workload.ts'

/**
 * Refuses while a kill stands that nobody released.
 * @param released the kill counter that has been released
 */
export async function refuseKilled(engine: DockerEngine, ref: WorkloadRef, released: number): Promise<void> {
  const mark = await readKillMark(engine, ref)
  if (mark === null || mark <= released) return
  throw new EngineError(
    'conflict',
    'This agent was killed, and the mark of that at the Docker engine forbids a start. Release the kill first.',
    {
      details: { killMark: mark, released },
    },
  )
}

/**
 * Starts an agent's container (or restarts it) unless a kill stands. A kill that arrives during the start does not find
 * the process yet, so the mark is read once more after it.
 */
export async function startUnlessKilled(
  engine: DockerEngine,
  ref: WorkloadRef,
  released: number,
  part: Pick<Part, 'container'>,
  how: 'start' | { readonly restartAfterSeconds: number },
): Promise<void> {
  await refuseKilled(engine, ref, released)
  if (how === 'start') await unless(part.container.start(), 304)
  else await part.container.restart({ t: how.restartAfterSeconds })
  try {
    await refuseKilled(engine, ref, released)
  } catch (error) {
    await setRestart(part, 'no')
    await unless(part.container.kill({ signal: 'SIGKILL' }), 409)
    throw error
  }
}

export async function setRestart(part: Pick<Part, 'container'>, policy: 'no' | 'unless-stopped'): Promise<void> {
  await part.container.update({ RestartPolicy: { Name: policy } })
}

/** Stops a container for good: Docker does not start it again by itself. Does nothing to one that is stopped. */
export async function stopPart(part: Part, graceSeconds: number): Promise<void> {
  await setRestart(part, 'no')
  // A frozen process cannot hear a signal, and is not to go on either.
  if (part.info.State.Paused) await unless(part.container.kill({ signal: 'SIGKILL' }), 409)
  else await unless(part.container.stop({ t: graceSeconds }), 304)
}

/** Removes a container, running or not; its volumes stay. */
export async function removePart(part: Pick<Part, 'container'>): Promise<void> {
  // 409: somebody else is removing it right now.
  await unless(part.container.remove({ force: true }), 404, 409)
}
