import { z } from 'zod'
import type { JsonObject } from '../../../../contract/values.ts'
import type { RolloutStep } from '../../../adapter.ts'

/** Where a run of the steps is cut off, as SIGKILL would: before a step does anything, or after its effect but before its result is written down. */
export interface Cut {
  readonly step: string
  readonly when: 'before' | 'after'
}

export class CutOff extends Error {}

/** A journal on paper: results of steps, kept over cuts. */
export interface Journal {
  readonly results: Record<string, JsonObject>
  readonly said: string[]
}

export function newJournal(): Journal {
  return { results: {}, said: [] }
}

/** Runs the steps whose result the journal lacks, as the engine does after a start. */
export async function runSteps(steps: readonly RolloutStep[], journal: Journal, cut?: Cut): Promise<void> {
  for (const step of steps) {
    if (step.id in journal.results) continue
    if (cut?.step === step.id && cut.when === 'before') throw new CutOff(step.id)
    const result = await step.run(contextOf(journal))
    if (cut?.step === step.id) throw new CutOff(step.id)
    journal.results[step.id] = result
  }
}

/** Undoes all steps from the last to the first, also those of which nobody knows how far they came. */
export async function undoSteps(steps: readonly RolloutStep[], journal: Journal): Promise<void> {
  for (const step of steps.toReversed()) await step.undo?.(contextOf(journal))
}

function contextOf(journal: Journal) {
  return {
    results: journal.results,
    signal: new AbortController().signal,
    say: (detail: string) => void journal.said.push(detail),
  }
}

const imageSchema = z.object({ image: z.string() })

/** Image ID that the image step of a rollout wrote down. */
export function imageIn(journal: Journal): string {
  return imageSchema.parse(journal.results['image']).image
}
