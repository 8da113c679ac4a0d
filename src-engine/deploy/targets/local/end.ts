import { setTimeout as sleep } from 'node:timers/promises'
import { EngineError } from '../../../kernel/errors.ts'
import { agentsRunning, processOf, processesOf } from './belongings.ts'
import type { LocalKit } from './kit.ts'
import type { AgentPaths } from './paths.ts'
import { type Process, findProcess, signal } from './processes.ts'

const LOOK_MS = 25
/** A process that SIGKILL was sent to is gone within this, unless the system holds it. */
const KILLED_MS = 5_000

/** Ends one instance: it may put its things on disk first, then it is ended. Nothing to end is fine. */
export async function endInstance(
  kit: LocalKit,
  paths: AgentPaths,
  id: string,
  first: 'SIGTERM' | 'SIGKILL' = 'SIGTERM',
): Promise<void> {
  const running = await processOf(paths, id)
  if (!running) return
  if (first === 'SIGTERM') {
    signal(running.pid, 'SIGTERM')
    // A frozen process would never hear of it.
    signal(running.pid, 'SIGCONT')
    if (await gone(running, kit.timing.grace)) return
  }
  signal(-running.group, 'SIGKILL')
  signal(running.pid, 'SIGKILL')
  if (!(await gone(running, KILLED_MS)))
    throw new EngineError(
      'target_failed',
      `The agent’s process ${running.pid} does not end, although it was killed: the system holds it. Restart this machine.`,
    )
}

async function gone({ pid, started }: Process, ms: number): Promise<boolean> {
  for (let waited = 0; waited <= ms; waited += LOOK_MS) {
    if ((await findProcess(pid))?.started !== started) return true
    await sleep(LOOK_MS)
  }
  return false
}

/** Ends everything of an agent with grace, then what it left behind. */
export async function endAll(kit: LocalKit, paths: AgentPaths): Promise<number> {
  const running = [...(await agentsRunning(paths)).keys()]
  for (const id of running) await endInstance(kit, paths, id)
  await endEverything(paths)
  return running.length
}

/**
 * Ends all processes of an agent at once and looks until none is left: one that was being started meanwhile is caught by
 * the next look.
 * @returns how many are left in the end
 */
export async function endEverything(paths: AgentPaths): Promise<number> {
  for (let waited = 0; waited <= KILLED_MS; waited += LOOK_MS) {
    const left = await processesOf(paths)
    if (left.length === 0) return 0
    for (const { pid } of left) signal(pid, 'SIGKILL')
    await sleep(LOOK_MS)
  }
  return (await processesOf(paths)).length
}

/** Freezes all processes of an agent; looks again until no new one turns up, because what is not frozen yet may start more. */
export async function freezeEverything(paths: AgentPaths): Promise<number> {
  const frozen = new Set<number>()
  for (let round = 0; round < 20; round += 1) {
    const fresh = (await processesOf(paths)).filter(({ pid }) => !frozen.has(pid))
    if (fresh.length === 0) break
    for (const { pid } of fresh) {
      signal(pid, 'SIGSTOP')
      frozen.add(pid)
    }
  }
  return frozen.size
}
