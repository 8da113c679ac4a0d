import { agents } from '../../contract/agents.ts'
import type { AgentState } from '../../contract/lifecycle.ts'
import { canMove } from '../../decide/index.ts'
import { EngineError } from '../../kernel/errors.ts'
import type { Tx } from '../../store/index.ts'
import type { RolloutStep } from '../adapter.ts'
import { type House, sentenceOf } from '../house.ts'
import { type Ending, type Rollout, type StepPatch, withStep } from '../journal/index.ts'
import { contextOf } from './request.ts'
import { speaker } from './speaker.ts'
import { stopReason } from './underway.ts'

/** What the agent becomes when a step of a first deployment begins. Adapters share these step ids. */
const PHASE: Readonly<Record<string, AgentState>> = { create: 'deploying', start: 'starting' }

/**
 * Runs the steps that the journal does not know as done, each with its intent on the disk before it and its result
 * after it. Answers null when all are done, `closed` when the app is going down, else how the rollout has to end.
 */
export async function goForward(
  house: House,
  id: string,
  steps: readonly RolloutStep[],
  signal: AbortSignal,
): Promise<Ending | 'closed' | null> {
  for (const step of steps) {
    const rollout = current(house, id)
    if (rollout.ending) return rollout.ending
    if (rollout.results[step.id]) continue
    const held = heldBack(house, rollout)
    if (held) return held
    const stopped = stopReason(signal)
    if (stopped) return stopped.kind === 'close' ? 'closed' : { state: 'cancelled', detail: stopped.detail }
    const failure = await runStep(house, rollout, step, signal)
    if (failure) return failure
  }
  return null
}

async function runStep(
  house: House,
  rollout: Rollout,
  step: RolloutStep,
  signal: AbortSignal,
): Promise<Ending | 'closed' | null> {
  const { id } = rollout.deployment
  await intend(house, rollout, step)
  const voice = speaker(house, rollout, step)
  try {
    const result = await step.run({ results: current(house, id).results, signal, say: voice.say })
    if (stopReason(signal)?.kind === 'close') return 'closed'
    await house.store.transaction(contextOf(rollout), (tx) => {
      const done = { state: 'done', detail: voice.last(), endedAt: tx.at } satisfies StepPatch
      house.journal.change(tx, id, (now) =>
        withStep({ ...now, results: { ...now.results, [step.id]: result } }, step, done),
      )
    })
    return null
  } catch (error) {
    const stopped = stopReason(signal)
    if (stopped?.kind === 'close') return 'closed'
    if (!(error instanceof EngineError) && !stopped)
      house.logger.error({ err: error, deployment: id, step: step.id }, 'a step of a deployment failed')
    const ending = stopped
      ? ({ state: 'cancelled', detail: stopped.detail } as const)
      : ({ state: 'failed', detail: `${step.title}: ${sentenceOf(error)}` } as const)
    await house.store.transaction(contextOf(rollout), (tx) => {
      const failed = {
        state: stopped ? 'cancelled' : 'failed',
        detail: stopped ? stopped.detail : sentenceOf(error),
        endedAt: tx.at,
      } satisfies StepPatch
      house.journal.change(tx, id, (now) => withStep({ ...now, ending: now.ending ?? ending }, step, failed))
    })
    return ending
  } finally {
    voice.end()
  }
}

async function intend(house: House, rollout: Rollout, step: RolloutStep): Promise<void> {
  const { id, agent, kind, by } = rollout.deployment
  await house.store.transaction(contextOf(rollout), (tx: Tx) => {
    const phase = PHASE[step.id]
    if (
      kind === 'deploy' &&
      phase &&
      ['provisioning', 'deploying'].includes(house.agents.stateIn(tx, agent)) &&
      canMove(house.agents.stateIn(tx, agent), phase)
    ) {
      house.agents.move(tx, agent, phase, by, step.title)
    }
    house.journal.change(tx, id, (now) => {
      const intent = now.intents[step.id] ?? { key: `${id}.${step.id}`, at: tx.at }
      return withStep({ ...now, intents: { ...now.intents, [step.id]: intent } }, step, {
        state: 'running',
        detail: '',
        startedAt: intent.at,
        endedAt: null,
      })
    })
  })
}

/** What brings an agent up ends when the agent was killed or removed meanwhile. */
export function heldBack(house: House, { deployment }: Rollout): Ending | null {
  if (deployment.kind === 'stop' || deployment.kind === 'destroy') return null
  const agent = house.store.get(agents, deployment.org, deployment.agent)?.doc
  if (!agent) return { state: 'cancelled', detail: 'The agent was removed.' }
  return agent.killNo > agent.released
    ? { state: 'cancelled', detail: `${agent.name} was killed (kill ${agent.killNo}).` }
    : null
}

export function current(house: Pick<House, 'journal'>, id: string): Rollout {
  const rollout = house.journal.get(id)
  if (!rollout) throw new EngineError('internal', `The journal lost the rollout ${id}.`)
  return rollout
}
