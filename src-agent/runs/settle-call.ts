import { createHash } from 'node:crypto'
import { killMarked, unavailable, type ToolOutcome } from '../tools/index.ts'
import { cutBytes, escapeText } from '../text/index.ts'
import { awaitApproval, decideCall } from './decide-call.ts'
import { waitUntilOpen } from './gate.ts'
import type { PendingCall } from './run-state.ts'
import { whatWasDone } from './what-was-done.ts'
import { markRunning, markWaiting, remainingMs, type RunContext } from './run-context.ts'

const MOST_REPORTED = 16_384
/** Asked this often, a call is given up: something keeps it from ever being allowed. */
const MOST_ATTEMPTS = 20

/**
 * Brings the first pending call to its result: asks, waits for a person if it must, acts, records. Every step is
 * durable before the next begins, so a restart goes on where this stopped. Nothing acts without a live allow.
 */
export async function settleCall(ctx: RunContext, pending: PendingCall): Promise<void> {
  const spec = ctx.bundle().tools.find((tool) => tool.id === pending.tool)
  const prepared =
    pending.broken ?? (spec === undefined ? unavailable(pending.tool) : ctx.toolbox.prepare(pending.tool, pending.args))
  if (typeof prepared === 'string') return failCall(ctx, pending, prepared)
  const sideEffects = spec === undefined || spec.sideEffects.length > 0

  switch (pending.phase) {
    case 'acting':
      return recoverCall(ctx, pending, sideEffects)
    case 'approval': {
      if (pending.approvalId === null) return failCall(ctx, pending, 'The approval was lost.')
      const refused = await awaitApproval(ctx, { ...pending, approvalId: pending.approvalId })
      if (refused !== null) return denyCall(ctx, pending, refused)
      return ctx.recorder.commit({
        pending: replaceFirst(ctx, { ...pending, phase: 'decide', attempt: pending.attempt + 1 }),
        state: 'running',
        reason: '',
      })
    }
    case 'decide': {
      await waitUntilOpen(
        sideEffects ? ctx.gate.frozen : ctx.gate.paused,
        (reason) => markWaiting(ctx, reason),
        ctx.signal,
      )
      tell(ctx, pending, 'asked', '')
      const reply = await decideCall(ctx, pending)
      if (reply.verdict === 'deny') return denyCall(ctx, pending, reply.reason)
      if (reply.verdict === 'ask') {
        if (pending.attempt >= MOST_ATTEMPTS) return denyCall(ctx, pending, 'It was sent for approval again and again.')
        tell(ctx, pending, 'waiting', reply.reason)
        const asked = {
          ...pending,
          phase: 'approval',
          approvalId: reply.approvalId,
          expiresAt: reply.expiresAt,
        } as const
        return ctx.recorder.commit({
          pending: replaceFirst(ctx, asked),
          state: 'waiting',
          reason: `Waiting for approval of ${pending.tool}: ${reply.reason}`,
        })
      }
      // The world may have changed while we asked: a frozen agent does not act, and an allow that ended is asked again.
      const closed = sideEffects ? ctx.gate.frozen() : ctx.gate.paused()
      if (closed !== undefined || Date.parse(reply.expiresAt) <= Date.now())
        return ctx.recorder.commit({ pending: replaceFirst(ctx, { ...pending, attempt: pending.attempt + 1 }) })
      await markRunning(ctx)
      return act(ctx, { ...pending, phase: 'acting', decisionId: reply.decisionId, expiresAt: reply.expiresAt })
    }
  }
}

async function act(ctx: RunContext, decided: PendingCall & { decisionId: string }): Promise<void> {
  const prepared = ctx.toolbox.prepare(decided.tool, decided.args)
  if (typeof prepared === 'string') return failCall(ctx, decided, prepared)
  const pending = { ...decided, startedAt: decided.startedAt ?? new Date().toISOString() }
  // What was written since the decision came may have taken longer than it lasts.
  if (pending.expiresAt !== null && pending.expiresAt <= pending.startedAt)
    return ctx.recorder.commit({
      pending: replaceFirst(ctx, { ...decided, phase: 'decide', attempt: decided.attempt + 1 }),
    })
  await ctx.recorder.commit(
    { pending: replaceFirst(ctx, pending) },
    {
      events: [
        {
          type: 'tool_call_start',
          message: `${pending.tool} began.`,
          data: { call: pending.call, tool: pending.tool },
        },
      ],
    },
  )
  tell(ctx, pending, 'acting', '')
  const started = performance.now()
  const outcome = await prepared({
    decisionId: pending.decisionId,
    call: pending.call,
    signal: ctx.signal,
    timeoutMs: Math.max(remainingMs(ctx), 0),
    client: ctx.client,
  })
  await finishCall(ctx, pending, outcome, Math.round(performance.now() - started))
}

// The process died while the call was acting. What only looks may look again under the same decision; what acts must
// not act twice, so the model is told that nobody knows.
async function recoverCall(ctx: RunContext, pending: PendingCall, sideEffects: boolean): Promise<void> {
  if (pending.decisionId === null) return failCall(ctx, pending, 'Its decision was lost.')
  killMarked(pending.call)
  const decided = { ...pending, decisionId: pending.decisionId }
  const live = pending.expiresAt !== null && Date.parse(pending.expiresAt) > Date.now()
  if (!sideEffects && live && ctx.gate.paused() === undefined) return act(ctx, decided)
  const text =
    'The agent was restarted while this call ran. It may have taken effect or not; check before you repeat it.'
  return finishCall(ctx, decided, { outcome: 'error', text, bytes: 0 }, 0)
}

async function finishCall(
  ctx: RunContext,
  pending: PendingCall & { decisionId: string },
  outcome: ToolOutcome,
  durationMs: number,
): Promise<void> {
  const { state } = ctx.recorder
  const text = escapeText(outcome.text)
  const failed = outcome.outcome !== 'ok'
  const hash = createHash('sha256')
    .update(`${pending.tool}\n${JSON.stringify(pending.args)}\n${text}`)
    .digest('base64url')
    .slice(0, 22)
  const isNew = !failed && !state.seen.includes(hash)
  tell(ctx, pending, 'done', outcome.outcome)
  await ctx.recorder.commit(
    {
      pending: state.pending.slice(1),
      activeMs: state.activeMs + durationMs,
      progressed: state.progressed || isNew,
      ...(isNew ? { seen: [...state.seen, hash] } : {}),
    },
    {
      result: {
        decisionId: pending.decisionId,
        run: state.run,
        tool: pending.tool,
        args: pending.args,
        outcome: outcome.outcome,
        startedAt: pending.startedAt ?? new Date(Date.now() - durationMs).toISOString(),
        durationMs,
        bytes: outcome.bytes,
        output: cutBytes(text, MOST_REPORTED),
      },
      message: { role: 'tool', call: pending.call, tool: pending.tool, args: pending.args, text, failed },
      events: [
        failed
          ? {
              type: 'tool_call_error',
              message: `${pending.tool}: ${text.slice(0, 300)}`,
              data: { call: pending.call, tool: pending.tool, outcome: outcome.outcome },
            }
          : {
              type: 'tool_call_end',
              message: whatWasDone(pending.tool, pending.args),
              data: { call: pending.call, tool: pending.tool, durationMs, bytes: outcome.bytes },
            },
      ],
    },
  )
}

async function denyCall(ctx: RunContext, pending: PendingCall, reason: string): Promise<void> {
  tell(ctx, pending, 'denied', reason)
  await answerWithoutActing(ctx, pending, `Denied: ${reason}`)
}

async function failCall(ctx: RunContext, pending: PendingCall, reason: string): Promise<void> {
  tell(ctx, pending, 'denied', reason)
  await answerWithoutActing(ctx, pending, `Not possible: ${reason}`)
}

async function answerWithoutActing(ctx: RunContext, pending: PendingCall, text: string): Promise<void> {
  await ctx.recorder.commit(
    { pending: ctx.recorder.state.pending.slice(1), state: 'running', reason: '' },
    {
      message: {
        role: 'tool',
        call: pending.call,
        tool: pending.tool,
        args: pending.args,
        text: escapeText(text),
        failed: true,
      },
      events: [
        {
          type: 'tool_call_error',
          message: `${pending.tool}: ${text}`,
          data: { call: pending.call, tool: pending.tool },
        },
      ],
    },
  )
}

function replaceFirst(ctx: RunContext, call: PendingCall): PendingCall[] {
  return [call, ...ctx.recorder.state.pending.slice(1)]
}

function tell(
  ctx: RunContext,
  pending: PendingCall,
  phase: 'asked' | 'waiting' | 'denied' | 'acting' | 'done',
  detail: string,
): void {
  ctx.recorder.live.push({ type: 'tool', call: pending.call, tool: pending.tool, phase, detail })
}
