import type { WorkloadRef } from '../../adapter.ts'
import { removePart } from './containers.ts'
import type { DockerEngine } from './engine.ts'
import type { DockerKit } from './kit.ts'
import { lockHolder } from './lock.ts'
import { instanceVolumes, labels, ofAgent } from './names.ts'
import { lives, partsOf, unless, type Part } from './workload.ts'

/** How many earlier instances stay for an instant way back. */
const KEPT_PREVIOUS = 2

/**
 * Removes what no rollout needs any more: ended candidates, previous instances beyond the second, forwarders and volumes
 * that lost their agent. What belongs to the instance that holds the lock is left alone: its rollout is under way.
 */
export async function collectGarbage(kit: DockerKit, engine: DockerEngine, ref: WorkloadRef): Promise<void> {
  const holder = await lockHolder(engine, ref)
  const agents = (await partsOf(engine, ref)).filter((part) => part.role !== 'forwarder')
  const previous = agents.filter((part) => part.role === 'previous')
  const ended = agents.filter((part) => part.role === 'candidate' && !lives(part))
  for (const part of [...previous.slice(KEPT_PREVIOUS), ...ended])
    if (part.instance !== holder) await removeInstance(kit, engine, ref, part.instance)
  await removeLeftOvers(engine, ref, holder)
}

/** Removes an instance's containers and its own volumes, and keeps its log. */
export async function removeInstance(
  kit: DockerKit,
  engine: DockerEngine,
  ref: WorkloadRef,
  instance: string,
): Promise<void> {
  const parts = (await partsOf(engine, ref)).filter((part) => part.instance === instance)
  for (const part of parts) if (part.role !== 'forwarder') await keepLog(kit, part)
  for (const part of parts) await removePart(part)
  await removeInstanceVolumes(engine, ref, instance)
}

/** Removes what an instance alone uses; a volume that a container still has is left. */
export async function removeInstanceVolumes(engine: DockerEngine, ref: WorkloadRef, instance: string): Promise<void> {
  const { Volumes } = await engine.docker.listVolumes({ filters: ofAgent(ref, { [labels.instance]: instance }) })
  const own = Volumes.filter(({ Labels }) => instanceVolumes.some((kind) => kind === Labels[labels.role]))
  for (const { Name } of own) await unless(engine.docker.getVolume(Name).remove(), 404, 409)
}

async function removeLeftOvers(engine: DockerEngine, ref: WorkloadRef, holder: string | null): Promise<void> {
  const parts = await partsOf(engine, ref)
  const alive = new Set([holder, ...parts.filter(({ role }) => role !== 'forwarder').map(({ instance }) => instance)])
  for (const part of parts) if (part.role === 'forwarder' && !alive.has(part.instance)) await removePart(part)
  const { Volumes } = await engine.docker.listVolumes({ filters: ofAgent(ref) })
  const orphans = new Set(
    Volumes.map(({ Labels }) => Labels[labels.instance]).filter((id) => id !== undefined && !alive.has(id)),
  )
  for (const instance of orphans) if (instance !== undefined) await removeInstanceVolumes(engine, ref, instance)
}

/** A log that cannot be kept (full disk, a log driver that cannot be read) is no reason to leave the container behind. */
async function keepLog(kit: DockerKit, part: Part): Promise<void> {
  try {
    await kit.keptLogs.keep(part)
  } catch (error) {
    kit.logger.warn({ err: error, instance: part.instance }, 'the log of a removed agent could not be kept')
  }
}
