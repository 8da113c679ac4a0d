import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { EngineError } from '../../../kernel/errors.ts'
import { processOf } from './belongings.ts'
import { readInstance } from './instance-files.ts'
import type { LocalKit } from './kit.ts'
import { tailOf } from './logs.ts'
import type { AgentPaths } from './paths.ts'
import { agentFetch } from './talk.ts'

const ONE_PROBE_MS = 3_000
const SHOWN_LINES = 12
const healthSchema = z.object({ instance: z.string() })

export interface Watched {
  readonly signal: AbortSignal
  say(detail: string): void
}

/**
 * Waits until an instance has been seen serving: its own answer on `/healthz`, a good one on `/startupz`, and still both
 * after the soak.
 * @returns how long that took, in milliseconds
 * @throws EngineError `target_failed` with the end of its log: it ended, or never admits traffic
 */
export async function seeServing(
  { timing, clock }: Pick<LocalKit, 'timing' | 'clock'>,
  paths: AgentPaths,
  id: string,
  watch: Watched,
): Promise<number> {
  const began = clock.monotonic()
  let since: number | null = null
  let last = 'nothing answered yet'
  while (clock.monotonic() - began < timing.deadline) {
    watch.signal.throwIfAborted()
    if (!(await processOf(paths, id))) {
      throw await failure(`The agent ended by itself (${(await howEnded(paths, id)) ?? 'nobody saw how'}).`, paths, id)
    }
    const answer = await ask(paths, id, watch.signal)
    if (answer === null) {
      since ??= clock.monotonic()
      if (clock.monotonic() - since >= timing.soak) return Math.round(clock.monotonic() - began)
    } else {
      if (answer !== last) watch.say(`Waiting for the agent: ${answer}.`)
      last = answer
      since = null
    }
    await sleep(timing.every, undefined, { signal: watch.signal })
  }
  throw await failure(`The agent was not ready within ${Math.round(timing.deadline / 1000)} s: ${last}.`, paths, id)
}

/** How it ended is noted a moment after it did, when it was started by this app. */
async function howEnded(paths: AgentPaths, id: string): Promise<string | null> {
  for (let look = 0; look < 20; look += 1) {
    const ended = (await readInstance(paths, id))?.ended
    if (ended !== null && ended !== undefined) return ended
    await sleep(25)
  }
  return null
}

/** Null when the instance itself says that it admits traffic, else what is wrong. */
async function ask(paths: AgentPaths, id: string, signal: AbortSignal): Promise<string | null> {
  const send = agentFetch(paths, id)
  const at = { signal: AbortSignal.any([signal, AbortSignal.timeout(ONE_PROBE_MS)]) }
  try {
    const health = healthSchema.safeParse(await (await send('/healthz', at)).json())
    if (!health.success || health.data.instance !== id) return 'something else answers in its place'
    const startup = await send('/startupz', at)
    await startup.body?.cancel()
    return startup.ok ? null : `it answers, but does not admit traffic yet (status ${startup.status})`
  } catch (error) {
    signal.throwIfAborted()
    return error instanceof SyntaxError ? 'what answers is not an agent' : 'it does not answer yet'
  }
}

/** The sentence, and below it what the process itself said last. */
async function failure(sentence: string, paths: AgentPaths, id: string): Promise<EngineError> {
  const log = (await tailOf(paths.instance(id).log, SHOWN_LINES)).map(({ text }) => text).join('\n')
  const end = log === '' ? 'Its log is empty.' : `The end of its log:\n${log}`
  return new EngineError('target_failed', `${sentence} ${end}`, { details: { log: log.slice(-4_000) } })
}
