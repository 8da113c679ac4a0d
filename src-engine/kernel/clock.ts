import type { Clock } from './ports.ts'

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
}

let lastMs = Number.NaN
let lastText = ''

/** Milliseconds since the epoch as RFC 3339 UTC with milliseconds. @throws RangeError beyond the years a Date reaches */
export function isoTime(ms: number): string {
  // Records come many a millisecond.
  if (ms !== lastMs) {
    lastText = new Date(ms).toISOString()
    lastMs = ms
  }
  return lastText
}
