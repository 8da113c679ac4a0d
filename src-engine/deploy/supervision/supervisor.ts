import { type Agent, agents } from '../../contract/agents.ts'
import type { AgentState } from '../../contract/lifecycle.ts'
import { isoTime } from '../../kernel/clock.ts'
import { type House, adapterOf, sentenceOf } from '../house.ts'
import type { Workload } from '../journal/index.ts'
import { moveTo } from '../lifecycle.ts'
import { begin } from '../orders/begin.ts'
import { confirmKill } from '../orders/kill.ts'
import { probe } from './probe.ts'
import { createBackoff } from './backoff.ts'
import { differs } from './differs.ts'
import { order, reconcile } from './reconcile.ts'
import { MOST_RESTARTS, type RestartBreaker, WINDOW_MS, createRestartBreaker } from './restart-breaker.ts'
import type { Intervals } from './resume.ts'

const usual: Intervals = { probe: 30_000, probeTimeout: 5_000 }
const DEGRADED_FROM = 2
const RESTART_AFTER = 5
/** Probes under way at once. */
const AT_ONCE = 16
/** Longest wait between two looks at an agent that is not as desired (milliseconds). */
const MOST_WAIT_MS = 10 * 60_000
const BY = 'system:supervisor'

export interface Supervisor {
  start(): void
  close(): Promise<void>
}

interface Care {
  readonly breaker: RestartBreaker
  attempts: number
  /** Monotonic milliseconds: the next restart waits twice as long as the one before. */
  notBefore: number
}

/**
 * Watches what is deployed: probes, degrades, restarts within measure, finishes kills that were not confirmed, and looks
 * again at what is not as it is desired.
 * @param unseen agents that could not be looked at when the engine started; each leaves it once it was
 */
export function createSupervisor(house: House, over: Partial<Intervals>, unseen: Set<string>): Supervisor {
  const intervals = { ...usual, ...over }
  const cares = new Map<string, Care>()
  const backoff = createBackoff(house.clock, intervals.probe, MOST_WAIT_MS)
  const closing = new AbortController()
  /** Looks out of turn, at agents whose end their target has told. */
  const hurried = new Set<Promise<void>>()
  let timer: NodeJS.Timeout | null = null
  let round: Promise<void> | null = null

  async function look(): Promise<void> {
    const waiting = [...house.workloads.all()].filter(
      (workload) => wanted(house, workload) !== null || owesLook(workload),
    )
    async function worker(): Promise<void> {
      for (let next = waiting.pop(); next && !closing.signal.aborted; next = waiting.pop()) await attendOrTell(next)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
  }

  /** What ends while it should run is looked at without waiting for its turn: nobody should be shown that it runs. */
  function ended(agent: string): void {
    const workload = house.workloads.get(agent)
    if (!timer || closing.signal.aborted || !workload || wanted(house, workload) === null) return
    const look = attendOrTell(workload).finally(() => hurried.delete(look))
    hurried.add(look)
  }

  async function attendOrTell(workload: Workload): Promise<void> {
    try {
      await attend(workload)
    } catch (error) {
      if (!closing.signal.aborted)
        house.logger.warn(
          { agent: workload.agent, why: sentenceOf(error), err: error },
          'an agent could not be attended to',
        )
    }
  }

  async function attend(workload: Workload): Promise<void> {
    if (workload.unconfirmedKill !== null) return void (await confirmKill(house, workload.agent))
    if (owesLook(workload)) await lookAgain(workload)
    else backoff.clear(workload.agent)
    if (closing.signal.aborted || wanted(house, workload) === null) return
    const wrong = await probe(
      house,
      workload,
      AbortSignal.any([closing.signal, AbortSignal.timeout(intervals.probeTimeout)]),
    )
    // An order given meanwhile has made the answer old.
    const state = wanted(house, workload)
    if (
      closing.signal.aborted ||
      state === null ||
      house.workloads.get(workload.agent)?.active?.id !== workload.active?.id
    )
      return
    if (wrong === null) await healthy(workload, state, await drifted(workload))
    else await unhealthy(workload, state, wrong)
  }

  function owesLook(workload: Workload): boolean {
    return unseen.has(workload.agent) || differs(house, workload)
  }

  /** What could not be brought to what is desired, at the start or since, because its target was away. */
  async function lookAgain({ agent, org }: Workload): Promise<void> {
    const workload = house.workloads.get(agent)
    if (!workload || !house.store.get(agents, org, agent)) return void unseen.delete(agent)
    if (!backoff.take(agent)) return
    try {
      await reconcile(house, workload)
      unseen.delete(agent)
    } catch (error) {
      house.logger.info({ agent, why: sentenceOf(error) }, 'an agent could not be looked at; it is tried again')
    }
  }

  /** What was changed at the target past us, as words in a sentence; null when nothing, or when it cannot be told now. */
  async function drifted({ agent }: Workload): Promise<string | null> {
    const { org, place, active, made } = house.workloads.get(agent) ?? {}
    if (!org || !place || !active || !made) return null
    try {
      const found = await adapterOf(house, place).drift({ org, agent, place }, active.id, made)
      return found.length === 0 ? null : `It was changed at its target since it was deployed: ${found.join(' ')}`
    } catch (error) {
      house.logger.debug({ agent, why: sentenceOf(error) }, 'an agent could not be compared with what was deployed')
      return null
    }
  }

  async function healthy(workload: Workload, state: AgentState, drift: string | null): Promise<void> {
    const { org, agent } = workload
    const observed = house.agents.observed(agent)
    if (drift !== null && state !== 'error') {
      if (state === 'degraded' && observed?.reason === drift)
        return house.agents.probed(agent, isoTime(house.clock.now()))
      await house.store.transaction({ org, actor: BY, requestId: '' }, (tx) => {
        if (wanted(house, workload) !== state) return
        const seen = { failures: 0, lastProbeAt: tx.at, lastSeenAt: tx.at }
        moveTo(house.agents, tx, agent, 'degraded', BY, drift, seen)
      })
      await house.activity.record({ org, agent, run: null, type: 'incident', message: drift.slice(0, 2_000) })
      return
    }
    const care = cares.get(agent)
    if (care && house.clock.monotonic() - care.notBefore > WINDOW_MS) cares.delete(agent)
    if (state === 'running' && observed?.failures === 0) return house.agents.probed(agent, isoTime(house.clock.now()))
    await house.store.transaction({ org, actor: BY, requestId: '' }, (tx) => {
      if (wanted(house, workload) !== state) return
      const seen = { failures: 0, lastProbeAt: tx.at, lastSeenAt: tx.at }
      if (state === 'running') house.agents.note(tx, agent, seen)
      else moveTo(house.agents, tx, agent, 'running', BY, 'seen healthy again', seen)
    })
  }

  async function unhealthy(workload: Workload, state: AgentState, wrong: string): Promise<void> {
    const { org, agent } = workload
    if (state !== 'error') {
      const gone = await hasEnded(workload)
      const failures = await house.store.transaction({ org, actor: BY, requestId: '' }, (tx) => {
        const failures = (house.agents.observed(agent)?.failures ?? 0) + 1
        if (wanted(house, workload) !== state) return 0
        const seen = { failures, lastProbeAt: isoTime(house.clock.now()) }
        if (state === 'running' && (gone || failures >= DEGRADED_FROM))
          house.agents.move(tx, agent, 'degraded', BY, wrong, seen)
        else house.agents.note(tx, agent, seen)
        return failures
      })
      if (!gone && failures < RESTART_AFTER) return
    } else if (!cares.has(agent)) return
    // Nor restart what a person stopped, or brought up anew, while this was written and the target asked.
    if (wanted(house, workload) === null || (state !== 'error' && house.agents.observed(agent)?.failures === 0)) return
    await restart(workload, wrong)
  }

  /** A process that has ended needs no more probes to know that it does not answer. A target that is away cannot tell. */
  async function hasEnded({ org, agent, place, active }: Workload): Promise<boolean> {
    try {
      const { instances } = await adapterOf(house, place).observe({ org, agent, place })
      return !instances.some(({ id, running }) => id === active?.id && running)
    } catch (error) {
      house.logger.debug({ agent, why: sentenceOf(error) }, 'a target could not be asked whether an agent has ended')
      return false
    }
  }

  async function restart({ org, agent }: Workload, wrong: string): Promise<void> {
    const care = cares.get(agent) ?? { breaker: createRestartBreaker(house.clock), attempts: 0, notBefore: 0 }
    cares.set(agent, care)
    const now = house.clock.monotonic()
    if (now < care.notBefore || house.underway.of(agent)) return
    care.attempts += 1
    care.notBefore = now + intervals.probe * 2 ** (care.attempts - 1)
    const due = await care.breaker.restart(async () => {
      await begin(house, order(org, agent, `restarted: ${wrong}`, 'supervisor'), 'restart')
    })
    if (due) return
    cares.delete(agent)
    const reason = `It was restarted ${MOST_RESTARTS} times within ${WINDOW_MS / 60_000} minutes and did not stay healthy (${wrong}). Look at its log, then start it again.`
    await house.store.transaction(
      { org, actor: BY, requestId: '' },
      (tx) => void moveTo(house.agents, tx, agent, 'error', BY, reason),
    )
    await house.activity.record({ org, agent, run: null, type: 'error', message: reason })
  }

  for (const adapter of house.adapters.values()) adapter.onEnd?.(ended)

  return {
    start() {
      timer ??= setInterval(() => {
        round ??= look().finally(() => {
          round = null
        })
      }, intervals.probe)
      timer.unref()
    },
    async close() {
      if (timer) clearInterval(timer)
      closing.abort()
      await round
      await Promise.all(hurried)
    },
  }
}

/** The state of an agent that is to be looked at now; null for all others. */
function wanted(house: House, { org, agent, active, unconfirmedKill }: Workload): AgentState | null {
  const doc: Agent | undefined = house.store.get(agents, org, agent)?.doc
  const state = house.agents.observed(agent)?.state
  if (!doc || !state) return null
  if (unconfirmedKill !== null) return state
  if (!active || doc.desired !== 'running' || doc.killNo > doc.released || house.underway.of(agent)) return null
  return state === 'running' || state === 'degraded' || state === 'error' ? state : null
}
