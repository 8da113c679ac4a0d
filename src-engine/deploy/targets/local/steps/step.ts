import type { JsonObject } from '../../../../contract/values.ts'
import type { RolloutKind, RolloutRequest, RolloutStep, StepContext } from '../../../adapter.ts'
import { explain } from '../files.ts'
import type { LocalKit } from '../kit.ts'
import type { AgentPaths } from '../paths.ts'

/** What the steps of one rollout share. */
export interface Rollout {
  readonly kit: LocalKit
  readonly kind: RolloutKind
  readonly request: RolloutRequest
  readonly paths: AgentPaths
}

/** Says in our words what this machine refuses. */
export function worded(step: RolloutStep, data: string): RolloutStep {
  const { undo } = step
  const doing = `the step “${step.title}”`
  return {
    ...step,
    async run(context: StepContext): Promise<JsonObject> {
      try {
        return await step.run(context)
      } catch (error) {
        throw explain(error, doing, data)
      }
    },
    ...(undo === undefined
      ? {}
      : {
          async undo(context: StepContext): Promise<void> {
            try {
              await undo(context)
            } catch (error) {
              throw explain(error, `taking back ${doing}`, data)
            }
          },
        }),
  }
}
