import type Docker from 'dockerode'
import type { ObservedInstance, Observation, WorkloadRef } from '../../adapter.ts'
import type { DockerEngine } from './engine.ts'
import { EngineError } from '../../../kernel/errors.ts'
import { statusOf } from './explain.ts'
import { labels, ofAgent, roleInName, type AgentRole } from './names.ts'

/** One of an agent's containers, as the engine shows it now. */
export interface Part {
  readonly container: Docker.Container
  readonly info: Docker.ContainerInspectInfo
  readonly instance: string
  readonly revision: string
  readonly generation: number
  readonly role: AgentRole | 'forwarder'
}

/** All containers of an agent: newest generation first. Those that vanish while we look are left out. */
export async function partsOf(engine: DockerEngine, ref: WorkloadRef): Promise<Part[]> {
  const listed = await engine.docker.listContainers({ all: true, filters: ofAgent(ref) })
  const found = await Promise.all(listed.map(async ({ Id }) => inspectPart(engine.docker.getContainer(Id))))
  return found.filter((part) => part !== null).sort((a, b) => b.generation - a.generation)
}

async function inspectPart(container: Docker.Container): Promise<Part | null> {
  const info = await orNull(container.inspect())
  if (info === null) return null
  const { Labels } = info.Config
  const generation = Number(Labels[labels.generation])
  const role = roleInName(info.Name)
  if (role === null || !Number.isSafeInteger(generation)) return null
  return {
    container,
    info,
    instance: Labels[labels.instance] ?? '',
    revision: Labels[labels.revision] ?? '',
    generation,
    role,
  }
}

/** The agent's container of an instance, if it is there. */
export function agentOf(parts: readonly Part[], instance: string): Part | undefined {
  return parts.find((part) => part.instance === instance && part.role !== 'forwarder')
}

export function forwarderOf(parts: readonly Part[], instance: string): Part | undefined {
  return parts.find((part) => part.instance === instance && part.role === 'forwarder')
}

/** The one in service: after a crash between two renames both may bear the name, then it is the newer. */
export function activeOf(parts: readonly Part[]): Part | undefined {
  return parts.find((part) => part.role === 'active')
}

export function runs(part: Part): boolean {
  return part.info.State.Running && !part.info.State.Restarting
}

/** True while the process exists or Docker would start it again by itself. */
export function lives(part: Part): boolean {
  return part.info.State.Running || part.info.State.Restarting || part.info.State.Paused
}

/**
 * The highest kill mark of an agent, or null.
 * @throws EngineError `target_failed` for a mark whose number cannot be read: it stands for every kill, and no release can
 *   name it
 */
export async function readKillMark(engine: DockerEngine, ref: WorkloadRef): Promise<number | null> {
  const marks = await killMarks(engine, ref)
  const unreadable = marks.filter(({ killNo }) => killNo === null).map(({ name }) => name)
  if (unreadable.length > 0)
    throw new EngineError(
      'target_failed',
      `The Docker engine holds a kill mark of this agent whose number cannot be read, so nothing of it may start. If nobody knows of that kill any more, remove the mark at the engine: docker volume rm ${unreadable.join(' ')}`,
      { details: { volumes: unreadable.join(' ') } },
    )
  return marks.reduce<number | null>((highest, { killNo }) => Math.max(highest ?? 0, killNo ?? 0), null)
}

/** The marks of an agent. The number of one that is not as we make them is null. */
export async function killMarks(
  engine: DockerEngine,
  ref: WorkloadRef,
): Promise<readonly { readonly name: string; readonly killNo: number | null }[]> {
  const { Volumes } = await engine.docker.listVolumes({ filters: ofAgent(ref, { [labels.role]: 'kill-mark' }) })
  return Volumes.map(({ Name, Labels }) => {
    const written = Labels[labels.kill] ?? ''
    return { name: Name, killNo: /^\d{1,9}$/.test(written) ? Number(written) : null }
  })
}

export async function observeWorkload(engine: DockerEngine, ref: WorkloadRef): Promise<Observation> {
  const killMark = await readKillMark(engine, ref)
  const instances = (await partsOf(engine, ref)).flatMap((part): ObservedInstance[] =>
    part.role === 'forwarder'
      ? []
      : [
          {
            id: part.instance,
            revision: part.revision,
            generation: part.generation,
            role: part.role,
            running: runs(part),
            frozen: part.info.State.Paused,
            ended: howEnded(part.info.State),
          },
        ],
  )
  return { instances, killMark }
}

/** How a process ended, in words; null while it runs or before it ever did. */
export function howEnded(state: Docker.ContainerInspectInfo['State']): string | null {
  if (state.Status !== 'exited' && state.Status !== 'dead' && state.Status !== 'restarting') return null
  if (state.OOMKilled) return 'out of memory'
  if (state.Error !== '') return state.Error
  return state.ExitCode === 137 ? 'killed (exit code 137)' : `exit code ${state.ExitCode}`
}

/** The result, or null where the engine says that there is no such thing. */
export async function orNull<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call
  } catch (error) {
    if (statusOf(error) === 404) return null
    throw error
  }
}

/** Waits for a call whose effect may be there already; these statuses say that it is. */
export async function unless(call: Promise<unknown>, ...statuses: readonly number[]): Promise<void> {
  try {
    await call
  } catch (error) {
    if (!statuses.includes(statusOf(error) ?? 0)) throw error
  }
}
