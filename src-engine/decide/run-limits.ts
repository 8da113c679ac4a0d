import type { Limits } from '../contract/agents.ts'

/** What a run has used so far, by our own count. */
export interface RunUse {
  /** Model calls that were or may have been paid. */
  readonly modelCalls: number
  readonly tokens: number
  /** Work: what model calls took by our clock and tool calls by their results. Waiting for people is not work. */
  readonly milliseconds: number
  /** Model calls since one of its tools last brought something new. */
  readonly idleCalls: number
}

export type RunLimits = Pick<Limits, 'maxSteps' | 'runSeconds' | 'runTokens' | 'stepsWithoutProgress'>

/**
 * Why a run may not go on, as a sentence, or null. For its tools: those of the last step still belong to it.
 * For a model call, say its worst case in `next`.
 */
export function runLimitReached(limits: RunLimits, use: RunUse, next?: { readonly tokens: number }): string | null {
  const { maxSteps, runSeconds, runTokens, stepsWithoutProgress } = limits
  if (next === undefined ? use.modelCalls > maxSteps : use.modelCalls >= maxSteps)
    return `The run used all of its ${maxSteps} steps.`
  if (next === undefined ? use.idleCalls > stepsWithoutProgress : use.idleCalls >= stepsWithoutProgress)
    return `The run’s last ${use.idleCalls} steps brought nothing new.`
  if (use.milliseconds >= runSeconds * 1_000) return `The run used all of its ${runSeconds} seconds.`
  if (use.tokens >= runTokens) return `The run used all of its ${runTokens} tokens.`
  if (next !== undefined && use.tokens + next.tokens > runTokens)
    return `What is left of the run’s ${runTokens} tokens does not cover this call.`
  return null
}
