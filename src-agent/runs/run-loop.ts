import { backOff, isTransient } from '../control/index.ts'
import { AgentError, sentence } from '../errors.ts'
import { waitUntilOpen } from './gate.ts'
import { BrokenStream, modelStep, type ModelAnswer } from './model-step.ts'
import { markRunning, markWaiting, remainingMs, RunStop, type RunContext } from './run-context.ts'
import { hasEnded, type EndState, type PendingCall } from './run-state.ts'
import { settleCall } from './settle-call.ts'

/** Broken answers of the same step, and minutes of refusals by a model that is there, after which the run fails. */
const MOST_BROKEN = 3
const PATIENCE_MS = 10 * 60_000

/**
 * Works on a run until it ends or is interrupted. Resolves to true when it ended; false when the agent shuts down and
 * the run waits on disk to be resumed. Throws only when the run's state can no longer be written.
 */
export async function workOnRun(ctx: RunContext): Promise<boolean> {
  try {
    await ctx.recorder.recover()
    if (ctx.recorder.state.messages.length === 0)
      await ctx.recorder.commit(
        { state: 'running' },
        {
          message: { role: 'user', text: ctx.recorder.state.task },
          events: [{ type: 'message_received', message: 'A task was given.' }],
        },
      )
    for (;;) {
      ctx.signal.throwIfAborted()
      const pending = ctx.recorder.state.pending[0]
      if (pending !== undefined) await settleCall(ctx, pending)
      else await nextStep(ctx)
      if (hasEnded(ctx.recorder.state)) {
        ctx.recorder.live.end()
        return true
      }
    }
  } catch (error) {
    const stop: unknown = ctx.signal.aborted ? ctx.signal.reason : error
    if (stop instanceof RunStop) {
      if (stop.end === 'shutdown') return false
      await endRun(ctx, stop.end, stop.message)
      return true
    }
    if (error instanceof AgentError && error.code === 'storage_full') throw error
    await endRun(ctx, 'failed', sentence(error))
    return true
  }
}

async function nextStep(ctx: RunContext): Promise<void> {
  await waitUntilOpen(ctx.gate.paused, (reason) => markWaiting(ctx, reason), ctx.signal)
  checkLimits(ctx)
  await markRunning(ctx)
  const { answer, took } = await askModel(ctx)
  const { state } = ctx.recorder
  const calls = answer.calls.map((call, index): PendingCall => ({
    call: `${state.run}.${state.steps}.${index}`,
    ...call,
    phase: 'decide',
    attempt: 0,
    approvalId: null,
    decisionId: null,
    expiresAt: null,
    startedAt: null,
  }))
  if (calls.length === 0 && answer.text.trim() === '') throw new RunStop('failed', 'The model gave an empty answer.')
  const last = calls.length === 0
  // The last answer and the end of the run are one transition: a crash between them would ask the model once more.
  await ctx.recorder.commit(
    {
      steps: state.steps + 1,
      idleSteps: state.progressed || state.steps === 0 ? 0 : state.idleSteps + 1,
      progressed: false,
      activeMs: state.activeMs + took,
      pending: calls,
      ...(last
        ? { state: 'succeeded', reason: answer.cut ? 'The answer was cut at the most tokens the agent may use.' : '' }
        : {}),
    },
    {
      message: {
        role: 'assistant',
        text: answer.text,
        calls: calls.map(({ call, tool, args }) => ({ call, tool, args })),
      },
      events: [
        ...(answer.text === '' ? [] : [{ type: 'message_sent', message: answer.text } as const]),
        ...(last ? [{ type: 'task_completed', message: 'The task is done.' } as const] : []),
      ],
    },
  )
}

function checkLimits(ctx: RunContext): void {
  const { steps, idleSteps, progressed } = ctx.recorder.state
  const { maxSteps, stepsWithoutProgress, runSeconds } = ctx.bundle().limits
  if (steps >= maxSteps) throw new RunStop('stopped', `The run used all of its ${maxSteps} steps.`)
  if (remainingMs(ctx) <= 0) throw new RunStop('stopped', `The run used all of its ${runSeconds} seconds.`)
  const idle = steps === 0 || progressed ? 0 : idleSteps + 1
  if (idle >= stepsWithoutProgress) throw new RunStop('stopped', `The last ${idle} steps brought nothing new.`)
}

/** Asks the model until it answers, is refused for good, or the run's time is up. */
async function askModel(ctx: RunContext): Promise<{ answer: ModelAnswer; took: number }> {
  const { steps } = ctx.recorder.state
  let broken = 0
  let refusedSince: number | undefined
  for (let attempt = 1; ; attempt += 1) {
    const started = performance.now()
    const deadline = AbortSignal.timeout(Math.max(Math.ceil(remainingMs(ctx)), 1))
    try {
      const answer = await modelStep(ctx, AbortSignal.any([ctx.signal, deadline]))
      await markRunning(ctx)
      return { answer, took: performance.now() - started }
    } catch (error) {
      ctx.signal.throwIfAborted()
      if (deadline.aborted)
        throw new RunStop('stopped', `The run used all of its ${ctx.bundle().limits.runSeconds} seconds.`)
      if (error instanceof BrokenStream) {
        broken += 1
        ctx.recorder.live.push({ type: 'reset', step: steps })
        await ctx.recorder.commit({ activeMs: ctx.recorder.state.activeMs + (performance.now() - started) })
        if (broken >= MOST_BROKEN)
          throw new RunStop('failed', `The model's answer broke off ${broken} times: ${error.message}`)
        await backOff(attempt, ctx.signal)
        continue
      }
      if (!isTransient(error) && !isHold(error)) throw refusedForGood(error)
      if (error.status === 0) refusedSince = undefined
      else refusedSince ??= Date.now()
      if (refusedSince !== undefined && Date.now() - refusedSince > PATIENCE_MS)
        throw new RunStop('failed', `The model refused for ten minutes: ${error.message}`)
      await markWaiting(ctx, `Waiting for the model: ${error.message}`)
      await backOff(attempt, ctx.signal, error.retryAfterMs)
      await waitUntilOpen(ctx.gate.paused, (reason) => markWaiting(ctx, reason), ctx.signal)
    }
  }
}

// A paused agent is refused with a conflict before the pause command has reached us.
function isHold(error: unknown): error is AgentError {
  return error instanceof AgentError && error.status === 409
}

function refusedForGood(error: unknown): Error {
  if (error instanceof AgentError)
    return new RunStop(error.code === 'budget_exceeded' ? 'stopped' : 'failed', error.message)
  return error instanceof Error ? error : new RunStop('failed', sentence(error))
}

async function endRun(ctx: RunContext, end: EndState, reason: string): Promise<void> {
  await ctx.recorder.commit(
    { state: end, reason, pending: [] },
    { events: [{ type: 'warning', message: `The run ended (${end}): ${reason}` }] },
  )
  ctx.recorder.live.end()
}
