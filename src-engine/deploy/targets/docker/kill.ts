import { setTimeout as sleep } from 'node:timers/promises'
import { EngineError } from '../../../kernel/errors.ts'
import type { KillReport, WorkloadRef } from '../../adapter.ts'
import { setRestart } from './containers.ts'
import type { DockerEngine } from './engine.ts'
import { explain, statusOf } from './explain.ts'
import { agentLabels, killMark, labels } from './names.ts'
import { killMarks, lives, partsOf, unless, type Part } from './workload.ts'

const MOST_PASSES = 10
const BETWEEN_MS = 200
/** An engine that has not frozen them within this is not waited for: ending them matters more. */
const FREEZE_MS = 2_000

/**
 * Freezes all processes of an agent, leaves the mark that forbids a start, takes away Docker's own revival and ends the
 * processes. A frozen process cannot act on SIGTERM and is not thawed for it: what it had under way stops here. The
 * containers stay for their logs.
 */
export async function killWorkload(engine: DockerEngine, ref: WorkloadRef, killNo: number): Promise<KillReport> {
  const unfrozen = await freezeAll(engine, ref)
  await engine.docker.createVolume({
    Name: killMark(ref.agent, killNo),
    Labels: { ...agentLabels(ref, 'kill-mark'), [labels.kill]: String(killNo) },
  })
  const { left, all } = await endAll(engine, ref)
  const marked = (await killMarks(engine, ref)).some((mark) => mark.killNo !== null && mark.killNo >= killNo)
  if (!marked)
    throw new EngineError(
      'target_failed',
      'Docker did not keep the kill mark; the agent could be started again. Kill it again.',
    )
  if (left.length > 0)
    return {
      confirmed: false,
      detail: `Docker still reports ${left.length} of the agent’s containers as running. Kill it again, or end them at the engine.`,
    }
  const note = unfrozen === null ? '' : ` It could not be frozen first (${unfrozen}), so it ran until it was ended.`
  return {
    confirmed: true,
    detail: `Docker reports that nothing of the agent runs (${all} containers).${note}`,
  }
}

/**
 * Ends all until the engine shows none alive. A start that was in flight may bring one up meanwhile; after the mark no
 * further one begins, so a few passes reach the end.
 */
async function endAll(
  engine: DockerEngine,
  ref: WorkloadRef,
): Promise<{ readonly left: readonly Part[]; readonly all: number }> {
  let parts = await partsOf(engine, ref)
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    if (pass > 0) await sleep(BETWEEN_MS)
    // One that the engine has trouble with keeps none of the others alive.
    const trouble = (await Promise.allSettled(parts.map(end))).find(({ status }) => status === 'rejected')
    if (trouble?.status === 'rejected') throw trouble.reason
    parts = await partsOf(engine, ref)
    if (!parts.some(lives)) break
  }
  return { left: parts.filter(lives), all: parts.length }
}

/** Removes the marks up to `killNo`. */
export async function releaseMarks(engine: DockerEngine, ref: WorkloadRef, killNo: number): Promise<void> {
  for (const mark of await killMarks(engine, ref))
    if (mark.killNo !== null && mark.killNo <= killNo) await unless(engine.docker.getVolume(mark.name).remove(), 404)
}

/** Null when all that runs is frozen; else why it is not. Nothing of that stops the kill, or holds it up for long. */
async function freezeAll(engine: DockerEngine, ref: WorkloadRef): Promise<string | null> {
  const late = new AbortController()
  try {
    return await Promise.race([
      partsOf(engine, ref).then(
        async (parts) => (await Promise.all(parts.map(freeze))).find((why) => why !== null) ?? null,
      ),
      sleep(FREEZE_MS, `the engine did not do it within ${FREEZE_MS / 1000} s`, { signal: late.signal }),
    ])
  } catch (error) {
    return `the engine did not answer: ${explain(error, engine.host, 'freezing the agent').message}`
  } finally {
    late.abort()
  }
}

/** Null when it is frozen or does not run; else why it could not be. */
async function freeze(part: Part): Promise<string | null> {
  if (part.role === 'forwarder' || !part.info.State.Running || part.info.State.Paused) return null
  try {
    await part.container.pause()
    return null
  } catch (error) {
    // 409: it ended or was frozen by somebody else meanwhile. 404: it was removed.
    if (statusOf(error) === 409 || statusOf(error) === 404) return null
    if (statusOf(error) === null) return 'the engine did not answer'
    return 'the engine cannot freeze processes here'
  }
}

async function end(part: Part): Promise<void> {
  // What keeps Docker from reviving it must not keep it alive: that trouble is told once it is ended.
  const [restart] = await Promise.allSettled([unless(setRestart(part, 'no'), 404)])
  // 409: it does not run.
  await unless(part.container.kill({ signal: 'SIGKILL' }), 404, 409)
  if (restart.status === 'rejected') throw restart.reason
  if (lives(part)) await unless(part.container.wait(), 404)
}
