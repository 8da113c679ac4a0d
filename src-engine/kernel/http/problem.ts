import type { ErrorCode, Problem } from '../../contract/problem.ts'
import type { EngineError } from '../../kernel/errors.ts'

const statuses = {
  invalid_input: 400,
  unauthenticated: 401,
  budget_exceeded: 402,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  illegal_transition: 409,
  precondition_failed: 412,
  payload_too_large: 413,
  unsupported_media_type: 415,
  locked_out: 429,
  rate_limited: 429,
  internal: 500,
  target_failed: 502,
  dependency_unavailable: 503,
  read_only: 503,
  vault_locked: 503,
  timeout: 504,
  storage_full: 507,
} as const satisfies Record<ErrorCode, number>

/**
 * An error as problem+json (RFC 9457), as every refusal of this contract is told. A detail named `retryAfter` (seconds)
 * becomes the header of that name.
 */
export function problemResponse(error: EngineError, requestId: string): Response {
  const status = statuses[error.code]
  const problem: Problem = {
    type: `/problems/${error.code}`,
    title: error.code.replaceAll('_', ' '),
    status,
    detail: error.message,
    code: error.code,
    requestId,
    ...(error.fields.length > 0 ? { errors: [...error.fields] } : {}),
  }
  const headers = new Headers({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' })
  if (error.details['retryAfter'] !== undefined) headers.set('retry-after', String(error.details['retryAfter']))
  if (status === 401) headers.set('www-authenticate', 'Bearer')
  return new Response(JSON.stringify(problem), { status, headers })
}
