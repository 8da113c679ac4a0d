import type { RolloutStep } from '../../../adapter.ts'
import { createStep, forwardStep, probeStep, startStep } from './bring-up.ts'
import { checkStep, imageStep, lockStep, volumesStep } from './prepare.ts'
import type { Rollout } from './step.ts'
import { finishStep, handoverStep, promoteStep } from './switch-over.ts'
import { eraseStep, removeStep, stopStep } from './take-down.ts'

const before = [checkStep, imageStep, lockStep]
const bringUp = [volumesStep, createStep, forwardStep, startStep, probeStep, handoverStep, promoteStep, finishStep]

/** Every step looks for its effect first, so a start is a deployment whose instance is there already. */
export function stepsOf(rollout: Rollout): readonly RolloutStep[] {
  const sequence = {
    deploy: [...before, ...bringUp],
    start: [...before, ...bringUp],
    restart: [...before, stopStep, ...bringUp],
    stop: [lockStep, stopStep, finishStep],
    destroy: [lockStep, stopStep, removeStep, eraseStep],
  }[rollout.kind]
  return sequence.map((make) => make(rollout))
}
