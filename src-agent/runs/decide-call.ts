import { runtimeApproval, runtimeDecide, type DecisionReply } from '../../src-engine/contract/runtime.ts'
import { backOff, isTransient } from '../control/index.ts'
import { AgentError, sentence } from '../errors.ts'
import type { PendingCall } from './run-state.ts'
import { markWaiting, RunStop, type RunContext } from './run-context.ts'

const POLL_SECONDS = 25
/** Clocks of both sides may differ by this much before we stop waiting for an approval that nobody can be asked about. */
const CLOCK_SLACK_MS = 30_000

/**
 * Asks the control center about a call. While nobody answers the run waits; an answer that is no decision is a denial.
 * Throws `RunStop` when the budget is used up.
 */
export async function decideCall(
  ctx: RunContext,
  pending: PendingCall,
): Promise<DecisionReply | { verdict: 'deny'; reason: string }> {
  const body = {
    run: ctx.recorder.state.run,
    call: pending.call,
    tool: pending.tool,
    args: pending.args,
    ...(pending.approvalId === null ? {} : { approvalId: pending.approvalId }),
  }
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ctx.client.call(runtimeDecide, {
        body,
        key: `decide.${pending.call}.${pending.attempt}`,
        signal: ctx.signal,
      })
    } catch (error) {
      if (!isTransient(error)) return refusal(ctx, error)
      await markWaiting(ctx, `Waiting for a decision on ${pending.tool}: ${sentence(error)}`)
      await backOff(attempt, ctx.signal, error.retryAfterMs)
    }
  }
}

/** Waits for a person's answer. Resolves to null when approved, otherwise to why not. */
export async function awaitApproval(
  ctx: RunContext,
  pending: PendingCall & { approvalId: string },
): Promise<string | null> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await ctx.client.call(runtimeApproval, {
        params: { id: pending.approvalId },
        query: { wait: POLL_SECONDS },
        signal: ctx.signal,
        timeoutMs: (POLL_SECONDS + 10) * 1000,
      })
      if (answer.state === 'approved') return null
      if (answer.state !== 'waiting')
        return answer.comment === null
          ? `The approval was ${answer.state}.`
          : `The approval was ${answer.state}: ${answer.comment}`
      attempt = 0
    } catch (error) {
      if (!isTransient(error)) {
        if (error instanceof AgentError) return `The approval has no answer: ${error.message}`
        throw error
      }
    }
    if (pending.expiresAt !== null && Date.now() > Date.parse(pending.expiresAt) + CLOCK_SLACK_MS)
      return 'The approval expired without an answer.'
    // An answer of "still waiting" before the wait is over must not become a busy loop either.
    await backOff(attempt, ctx.signal)
  }
}

function refusal(ctx: RunContext, error: unknown): { verdict: 'deny'; reason: string } {
  ctx.signal.throwIfAborted()
  if (!(error instanceof AgentError)) throw error
  if (error.code === 'budget_exceeded') throw new RunStop('stopped', error.message)
  return { verdict: 'deny', reason: error.message }
}
