import type { ConfigBundle } from '../../src-engine/contract/runtime.ts'
import type { ControlClient } from '../control/index.ts'
import type { Toolbox } from '../tools/index.ts'
import type { Gate } from './gate.ts'
import type { RunRecorder } from './recorder.ts'
import type { EndState } from './run-state.ts'

/** What every part of a run works with. */
export interface RunContext {
  readonly recorder: RunRecorder
  readonly client: ControlClient
  readonly gate: Gate
  readonly bundle: () => ConfigBundle
  readonly toolbox: Toolbox
  /** Aborts with a `RunStop` when the run is cancelled or the agent shuts down. */
  readonly signal: AbortSignal
}

/** Why a run stops before its time. `shutdown` leaves it to be resumed. */
export class RunStop extends Error {
  readonly end: EndState | 'shutdown'

  constructor(end: EndState | 'shutdown', reason: string) {
    super(reason)
    this.name = 'RunStop'
    this.end = end
  }
}

/** Shows the run as waiting for something outside of it. */
export async function markWaiting(ctx: RunContext, reason: string): Promise<void> {
  await ctx.recorder.commit({ state: 'waiting', reason })
}

/** Shows the run as at work again. */
export async function markRunning(ctx: RunContext): Promise<void> {
  if (ctx.recorder.state.state !== 'running') await ctx.recorder.commit({ state: 'running', reason: '' })
}

/** Milliseconds of work the run has left. */
export function remainingMs(ctx: RunContext): number {
  return ctx.bundle().limits.runSeconds * 1000 - ctx.recorder.state.activeMs
}
