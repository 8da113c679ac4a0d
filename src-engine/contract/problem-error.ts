import { problemSchema, type ErrorCode, type FieldError, type Problem } from './problem.ts'

/**
 * What a failed call throws: the problem document (RFC 9457) the engine answered with, or one in the same shape when
 * there was no answer to read (`code: 'dependency_unavailable'`, status 0: nobody listened).
 */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly problem: Problem
  /** Seconds to wait before trying again, from `Retry-After`; null when the engine named none. */
  readonly retryAfter: number | null

  constructor(problem: Problem, retryAfter: number | null = null, cause?: unknown) {
    super(problem.detail, { cause })
    this.problem = problem
    this.retryAfter = retryAfter
  }

  get code(): ErrorCode {
    return this.problem.code
  }

  get fields(): readonly FieldError[] {
    return this.problem.errors ?? []
  }

  /** True when the engine was not reached at all. */
  get unreachable(): boolean {
    return this.problem.status === 0
  }
}

/** The problem for a call that got no answer. */
export function unreachable(cause: unknown): ProblemError {
  return new ProblemError(
    {
      type: 'about:blank',
      title: 'No answer',
      status: 0,
      detail: 'The control center does not answer. Check that it is running; this goes on by itself once it is back.',
      code: 'dependency_unavailable',
      requestId: '',
    },
    null,
    cause,
  )
}

/** The problem in an answer that is none of ours: a proxy's error page, or a body the contract does not know. */
export function unreadable(status: number, requestId: string, cause: unknown): ProblemError {
  return new ProblemError(
    {
      type: 'about:blank',
      title: 'Unreadable answer',
      status,
      detail: `The answer (HTTP ${status}) is not one this version understands. Reload the page; if it stays, the two versions differ.`,
      code: 'internal',
      requestId,
    },
    null,
    cause,
  )
}

/**
 * Reads the body of a failed answer.
 * @param retryAfter the `Retry-After` header (RFC 9110, delay in seconds), or null
 */
export function readProblem(status: number, body: string, requestId: string, retryAfter: string | null): ProblemError {
  const parsed = problemSchema.safeParse(parseJson(body))
  if (!parsed.success) return unreadable(status, requestId, parsed.error)
  const seconds = retryAfter === null ? Number.NaN : Number(retryAfter)
  return new ProblemError(parsed.data, Number.isFinite(seconds) ? seconds : null)
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch (error) {
    if (error instanceof SyntaxError) return null // no JSON is no problem document either
    throw error
  }
}
