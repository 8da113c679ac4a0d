import type { Lockout } from './records.ts'

/** Failures that cost nothing: people mistype. */
const FREE_FAILURES = 5
const LONGEST_MS = 15 * 60_000

/**
 * The state after one more failed sign-in: from the sixth on a wait that doubles, from one second to a quarter of an hour.
 * @param now milliseconds since the epoch
 */
export function afterFailure(before: Lockout | undefined, now: number): Lockout {
  const failures = (before?.failures ?? 0) + 1
  if (failures <= FREE_FAILURES) return { failures, until: 0 }
  return { failures, until: now + Math.min(LONGEST_MS, 1_000 * 2 ** (failures - FREE_FAILURES - 1)) }
}

/** Seconds still to wait, 0 when a sign-in may be tried. */
export function secondsLocked(state: Lockout | undefined, now: number): number {
  return state && state.until > now ? Math.ceil((state.until - now) / 1_000) : 0
}
