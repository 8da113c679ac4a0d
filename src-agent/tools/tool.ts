import type { z } from 'zod'
import type { ControlClient } from '../control/index.ts'

/** What a tool did. `text` is what the model reads (already cut); `bytes` counts all output there was. */
export interface ToolOutcome {
  readonly outcome: 'ok' | 'error' | 'timeout' | 'cancelled'
  readonly text: string
  readonly bytes: number
}

/** What a call acts with. */
export interface ToolCall {
  readonly workspace: string
  /** Whether every process the agent sees is its own doing, as in its container. */
  readonly alone: boolean
  readonly decisionId: string
  readonly call: string
  readonly signal: AbortSignal
  /** Milliseconds the run has left. */
  readonly timeoutMs: number
  readonly client: ControlClient
}

/** A tool: how its arguments are read, and what it does. A thrown `ToolFailure` becomes an `error` the model can read. */
export interface AgentTool<Schema extends z.ZodType = z.ZodType> {
  readonly id: string
  readonly args: Schema
  readonly run: (args: z.output<Schema>, call: ToolCall) => Promise<ToolOutcome>
}

/** A failure whose message is meant for the model. */
export class ToolFailure extends Error {
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause })
    this.name = 'ToolFailure'
  }
}

/** Most bytes of output a model gets. */
export const MOST_OUTPUT = 64 * 1024

/** A good outcome whose text fits. */
export function ok(text: string, bytes = Buffer.byteLength(text)): ToolOutcome {
  return { outcome: 'ok', text, bytes }
}
