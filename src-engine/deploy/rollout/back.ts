import { EngineError } from '../../kernel/errors.ts'
import type { RolloutStep } from '../adapter.ts'
import { type House, sentenceOf } from '../house.ts'
import { type StepPatch, withStep } from '../journal/index.ts'
import { current } from './forward.ts'
import { contextOf } from './request.ts'

/**
 * Takes back, from the last to the first, every step that was begun, also one of which nobody knows how far it came.
 * What cannot be taken back is noted, to be tried again later, and does not keep the rest.
 * @returns what stays behind, as sentences; `closed` when the app is going down
 */
export async function goBack(
  house: House,
  id: string,
  steps: readonly RolloutStep[],
  closing: () => boolean,
): Promise<readonly string[] | 'closed'> {
  const left: string[] = []
  for (const step of steps.toReversed()) {
    const rollout = current(house, id)
    if (!rollout.intents[step.id] || rollout.undone.includes(step.id)) continue
    if (closing()) return 'closed'
    const trouble = await undo(house, id, step)
    if (closing()) return 'closed'
    if (trouble) left.push(`${step.title}: ${trouble}`)
    await house.store.transaction(contextOf(rollout), (tx) =>
      house.journal.change(tx, id, (now) => {
        const known = now.deployment.steps.find((other) => other.id === step.id)
        const patch: StepPatch = trouble
          ? { state: 'failed', detail: `Could not be taken back: ${trouble}`, endedAt: tx.at }
          : step.undo && (known?.state === 'done' || now.left.includes(step.id))
            ? { state: 'compensated' }
            : known?.state === 'running'
              ? { state: 'cancelled', endedAt: tx.at }
              : {}
        const others = now.left.filter((other) => other !== step.id)
        return withStep(
          trouble ? { ...now, left: [...others, step.id] } : { ...now, left: others, undone: [...now.undone, step.id] },
          step,
          patch,
        )
      }),
    )
  }
  return left
}

async function undo(house: House, id: string, step: RolloutStep): Promise<string | null> {
  try {
    // Taking back is not cancelled: half taken back is worse than either.
    await step.undo?.({
      results: current(house, id).results,
      signal: new AbortController().signal,
      say: () => undefined,
    })
    return null
  } catch (error) {
    if (!(error instanceof EngineError))
      house.logger.error({ err: error, deployment: id, step: step.id }, 'a step could not be taken back')
    return sentenceOf(error)
  }
}
