import type { ErrorCode } from '../src-engine/contract/problem.ts'

interface AgentErrorOptions {
  readonly cause?: unknown
  /** HTTP status when the control center answered; 0 when nobody did. */
  readonly status?: number
  /** Milliseconds the other side asked us to wait (`Retry-After`). */
  readonly retryAfterMs?: number
}

/** The one error type of the agent, on the contract's closed set of codes. `message` never holds a secret. */
export class AgentError extends Error {
  readonly code: ErrorCode
  readonly status: number
  readonly retryAfterMs: number | undefined

  constructor(code: ErrorCode, message: string, options: AgentErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause })
    this.name = 'AgentError'
    this.code = code
    this.status = options.status ?? 0
    this.retryAfterMs = options.retryAfterMs
  }
}

/** A sentence for any thrown value. */
export function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
