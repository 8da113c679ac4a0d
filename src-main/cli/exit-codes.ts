import type { CliError } from './cli-error.ts'

/**
 * What the shell is told. Scripts rely on it: numbers are added, never changed. 128 and more belong to signals.
 * `unsuccessful`: everything worked, and what was asked for did not come about (a run or a deployment failed).
 */
export const exitCodes = {
  internal: 1,
  usage: 2,
  invalid_input: 2,
  payload_too_large: 2,
  unsupported_media_type: 2,
  method_not_allowed: 2,
  unauthenticated: 3,
  forbidden: 4,
  not_found: 5,
  conflict: 6,
  precondition_failed: 6,
  illegal_transition: 6,
  budget_exceeded: 7,
  rate_limited: 8,
  locked_out: 8,
  vault_locked: 9,
  dependency_unavailable: 10,
  target_failed: 11,
  timeout: 12,
  storage_full: 13,
  read_only: 13,
  unsuccessful: 14,
} as const satisfies Record<CliError['code'], number>

export const INTERRUPTED = 130
