import type { RolloutRequest, WorkloadRef } from '../../adapter.ts'
import { EngineError } from '../../../kernel/errors.ts'
import type { DockerEngine } from './engine.ts'
import { agentLabels, labels, lockName } from './names.ts'
import { orNull, unless } from './workload.ts'

/** A lock that is held for longer than any rollout takes (it is taken after the image is there) is taken over. */
const STALE_MS = 5 * 60_000

/**
 * Takes the agent's lock at the target: an empty volume of a fixed name. Creating one that exists changes nothing and
 * answers with the labels it was first created with, so whoever reads its own instance there holds the lock; asking
 * again with the same instance is fine. It does not fence: a call in flight at a takeover may still land, which is why
 * every name carries the generation and a new holder sweeps lower ones.
 * @throws EngineError `conflict` while another rollout holds it
 */
export async function takeLock(engine: DockerEngine, request: RolloutRequest): Promise<void> {
  const { ref, instance } = request
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const Labels = { ...agentLabels(ref, 'lock'), [labels.instance]: instance.id }
    await engine.docker.createVolume({ Name: lockName(ref.agent), Labels })
    const found = await readLock(engine, ref)
    if (found?.holder === instance.id) return
    if (found !== null && found.ageMs < STALE_MS)
      throw new EngineError(
        'conflict',
        'Another rollout of this agent is under way at this Docker engine. Wait for its end, then try again.',
        {
          details: { holder: found.holder },
        },
      )
    if (found !== null) await freeLock(engine, ref, found.holder)
  }
  throw new EngineError(
    'conflict',
    'Another rollout of this agent began at the same moment. Wait for its end, then try again.',
  )
}

/** Gives the lock back, if `holder` has it. */
export async function freeLock(engine: DockerEngine, ref: WorkloadRef, holder: string): Promise<void> {
  const found = await readLock(engine, ref)
  if (found?.holder === holder) await unless(engine.docker.getVolume(lockName(ref.agent)).remove(), 404)
}

/** Instance that holds the lock; null when nobody does. */
export async function lockHolder(engine: DockerEngine, ref: WorkloadRef): Promise<string | null> {
  return (await readLock(engine, ref))?.holder ?? null
}

async function readLock(
  engine: DockerEngine,
  ref: WorkloadRef,
): Promise<{ readonly holder: string; readonly ageMs: number } | null> {
  const found = await orNull(engine.docker.getVolume(lockName(ref.agent)).inspect())
  if (found === null) return null
  const made = Date.parse('CreatedAt' in found ? String(found.CreatedAt) : '')
  // The engine's own clock is asked: it may run apart from ours.
  const { SystemTime } = await engineInfo(engine)
  return { holder: found.Labels[labels.instance] ?? '', ageMs: Number.isNaN(made) ? 0 : Date.parse(SystemTime) - made }
}

async function engineInfo(engine: DockerEngine): Promise<{ readonly SystemTime: string }> {
  const info: unknown = await engine.docker.info()
  const time = typeof info === 'object' && info !== null && 'SystemTime' in info ? info.SystemTime : undefined
  return { SystemTime: typeof time === 'string' ? time : new Date().toISOString() }
}
