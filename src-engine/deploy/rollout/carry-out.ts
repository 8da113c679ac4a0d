import type { House } from '../house.ts'
import { goBack } from './back.ts'
import { fail } from './fail.ts'
import { current, goForward } from './forward.ts'
import { contextOf, stepsOf } from './request.ts'
import { succeed } from './succeed.ts'
import { type Running, stopReason } from './underway.ts'

/**
 * Carries a rollout of the journal out to its end, from wherever it stands: a fresh one, and one that a crash
 * interrupted going forward or going back.
 */
export async function carryOut(house: House, id: string, { signal }: Pick<Running, 'signal'>): Promise<void> {
  const rollout = current(house, id)
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
    message: `${TITLE[kind]} ${WORD[state]}. ${detail}`.slice(0, 2_000),
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
  succeeded: 'succeeded',
  failed: 'failed',
  'rolled-back': 'failed and was taken back',
  cancelled: 'was cancelled',
} as const
