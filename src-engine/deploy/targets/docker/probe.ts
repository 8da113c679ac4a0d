import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { EngineError } from '../../../kernel/errors.ts'
import type { RolloutRequest } from '../../adapter.ts'
import type { DockerEngine } from './engine.ts'
import { tailOf } from './log-lines.ts'
import type { DockerKit } from './kit.ts'
import { publishedPort } from './talk.ts'
import { agentOf, forwarderOf, howEnded, partsOf, type Part } from './workload.ts'

const ONE_PROBE_MS = 3_000
const SHOWN_LINES = 12
/** An agent that was started this often has shown that it does not stay up. */
const MOST_RESTARTS = 3
const healthSchema = z.object({ instance: z.string() })

export interface Watched {
  readonly signal: AbortSignal
  say(detail: string): void
}

/**
 * Waits until the instance has been seen serving from outside: its own answer on `/healthz`, a good one on `/startupz`,
 * and still both after the soak.
 * @throws EngineError `target_failed` with the end of its log: it ended, restarts over and over, or never admits traffic
 */
export async function seeServing(
  engine: DockerEngine,
  request: RolloutRequest,
  { timing, clock }: Pick<DockerKit, 'timing' | 'clock'>,
  watch: Watched,
): Promise<{ readonly port: number; readonly afterMs: number }> {
  const started = clock.monotonic()
  let since: number | null = null
  let last = 'nothing answered yet'
  while (clock.monotonic() - started < timing.deadlineMs) {
    watch.signal.throwIfAborted()
    const parts = await partsOf(engine, request.ref)
    const agent = agentOf(parts, request.instance.id)
    const forwarder = forwarderOf(parts, request.instance.id)
    if (agent === undefined || forwarder === undefined)
      throw new EngineError(
        'target_failed',
        'The new agent’s container was removed by somebody while it was being started. Deploy again.',
      )
    await refuseEnded(agent, forwarder)
    const port = publishedPort(forwarder)
    const answer = port === null ? 'the forwarder has no port yet' : await ask(port, request.instance.id, watch.signal)
    if (answer === null && port !== null) {
      since ??= clock.monotonic()
      if (clock.monotonic() - since >= timing.soakMs) return { port, afterMs: Math.round(clock.monotonic() - started) }
    } else if (answer !== null) {
      if (answer !== last) watch.say(`Waiting for the agent: ${answer}.`)
      last = answer
      since = null
    }
    await sleep(timing.everyMs, undefined, { signal: watch.signal })
  }
  const parts = await partsOf(engine, request.ref)
  const seconds = Math.round(timing.deadlineMs / 1000)
  const hint = await cutOffHint(forwarderOf(parts, request.instance.id))
  throw await failure(
    `The agent was not ready within ${seconds} s: ${last}.${hint}`,
    agentOf(parts, request.instance.id),
  )
}

/** Null when the instance itself says that it admits traffic, else what is wrong. */
async function ask(port: number, instance: string, signal: AbortSignal): Promise<string | null> {
  const at = { signal: AbortSignal.any([signal, AbortSignal.timeout(ONE_PROBE_MS)]), redirect: 'error' } as const
  try {
    const health = await fetch(`http://127.0.0.1:${port}/healthz`, at)
    const who = healthSchema.safeParse(await health.json())
    if (!who.success || who.data.instance !== instance) return 'something else answers in its place'
    const startup = await fetch(`http://127.0.0.1:${port}/startupz`, at)
    await startup.body?.cancel()
    return startup.ok ? null : `it answers, but does not admit traffic yet (status ${startup.status})`
  } catch (error) {
    signal.throwIfAborted()
    return error instanceof SyntaxError ? 'what answers is not an agent' : 'it does not answer yet'
  }
}

async function refuseEnded(agent: Part, forwarder: Part): Promise<void> {
  const { State, RestartCount } = agent.info
  if (State.OOMKilled)
    throw await failure('The agent ran out of memory. Give it a higher memory limit, then deploy again.', agent)
  if (State.Paused) throw await failure('The agent was frozen by somebody while it was being started.', agent)
  if (State.Status === 'exited' || State.Status === 'dead')
    throw await failure(`The agent ended by itself (${howEnded(State) ?? 'no reason given'}).`, agent)
  if (RestartCount >= MOST_RESTARTS)
    throw await failure(
      `The agent ends again and again (${RestartCount} restarts, last: exit code ${State.ExitCode}).`,
      agent,
    )
  if (forwarder.info.State.Status === 'exited' || forwarder.info.RestartCount >= MOST_RESTARTS)
    throw await failure('The agent’s forwarder, which connects it to the control center, does not run.', forwarder)
}

/** An agent that gets no answer from the control center cannot say why; its forwarder can. */
async function cutOffHint(forwarder: Part | undefined): Promise<string> {
  const lines = forwarder === undefined ? [] : await tailOf(forwarder.container, SHOWN_LINES)
  if (!lines.some(({ text }) => text.includes('a forwarded connection broke'))) return ''
  return ' Its forwarder cannot reach the control center. A firewall on this machine may be in the way: allow connections from Docker’s bridge to this app.'
}

/** The sentence, and below it what the process itself said last. */
async function failure(sentence: string, part: Part | undefined): Promise<EngineError> {
  const lines = part === undefined ? [] : await tailOf(part.container, SHOWN_LINES)
  const log = lines.map(({ text }) => text).join('\n')
  const end = log === '' ? 'Its log is empty.' : `The end of its log:\n${log}`
  return new EngineError('target_failed', `${sentence} ${end}`, { details: { log: log.slice(-4_000) } })
}
