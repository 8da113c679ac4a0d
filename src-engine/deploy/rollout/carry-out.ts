import type { House } from '../house.ts'
import { hasEnded } from '../journal/index.ts'
import { goBack } from './back.ts'
import { fail } from './fail.ts'
import { current, goForward } from './forward.ts'
import { contextOf, stepsOf } from './request.ts'
import { succeed } from './succeed.ts'
import { type Running, stopReason } from './underway.ts'

/** Waits between two attempts (milliseconds): from the first, doubling up to the second. */
const RETRY = [1_000, 60_000] as const

/**
 * Carries a rollout of the journal out to its end, from wherever it stands: a fresh one, and one that a crash
 * interrupted going forward or going back. When the journal itself cannot be written (a full disk), it is tried again
 * as after a crash, until it can.
 */
export async function carryOut(
  house: House,
  id: string,
  { signal }: Pick<Running, 'signal'>,
  [first, most]: readonly [number, number] = RETRY,
): Promise<void> {
  for (let wait = first; ; wait = Math.min(wait * 2, most)) {
    try {
      return await attempt(house, id, signal)
    } catch (error) {
      if (stopReason(signal)?.kind === 'close') return
      house.logger.error({ err: error, deployment: id, wait }, 'a deployment could not go on; it is tried again')
      await pause(wait, signal)
      if (stopReason(signal)?.kind === 'close') return
    }
  }
}

/** Waits; a close ends it early. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  // A cancel that came before does not hurry: what failed would only fail again.
  const early = (): void => resolve()
  if (!signal.aborted) signal.addEventListener('abort', early, { once: true })
  await promise
  clearTimeout(timer)
  signal.removeEventListener('abort', early)
}

async function attempt(house: House, id: string, signal: AbortSignal): Promise<void> {
  const rollout = current(house, id)
  if (hasEnded(rollout)) return
  const steps = stepsOf(house, rollout)
  const closing = (): boolean => stopReason(signal)?.kind === 'close'
  if (!rollout.ending) {
    const ending = await goForward(house, id, steps, signal)
    if (ending === 'closed') return
    if (ending === null && (await succeed(house, id))) return await announce(house, id)
    if (ending)
      await house.store.transaction(contextOf(rollout), (tx) =>
        house.journal.change(tx, id, (now) => ({ ...now, ending: now.ending ?? ending })),
      )
  }
  await house.underway.held(rollout.deployment.agent)
  if (closing()) return
  const left = await goBack(house, id, steps, closing)
  if (left === 'closed') return
  await fail(house, id, left)
  await announce(house, id)
}

/** Tells the agent's activity how a rollout ended. */
export async function announce(house: House, id: string): Promise<void> {
  const { org, agent, kind, state, detail, revision } = current(house, id).deployment
  await house.activity.record({
    org,
    agent,
    run: null,
    type: 'deployment',
    // What was done says by itself that it succeeded.
    message: (state === 'succeeded' ? detail : `${TITLE[kind]} ${WORD[state]}. ${detail}`).slice(0, 2_000),
    data: { deployment: id, kind, state, revision },
    id: `act_${id.slice(4)}`,
  })
}

const TITLE = {
  deploy: 'Deployment',
  start: 'Start',
  restart: 'Restart',
  stop: 'Stop',
  destroy: 'Removal',
  kill: 'Kill',
  release: 'Release',
} as const
const WORD = {
  running: 'is under way',
  failed: 'failed',
  'rolled-back': 'failed and was taken back',
  cancelled: 'was cancelled',
} as const
