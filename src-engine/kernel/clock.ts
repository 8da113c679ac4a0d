import type { Clock } from './ports.ts'

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
}

const MINUTE_MS = 60_000
/** https://tc39.es/ecma262/#sec-time-values-and-time-range */
const REACH_MS = 8.64e15
let lastMs = Number.NaN
let lastText = ''
let lastMinute = Number.NaN
/** The text of that minute up to its seconds. */
let minuteText = ''

/** Milliseconds since the epoch as RFC 3339 UTC with milliseconds. @throws RangeError beyond the years a Date reaches */
export function isoTime(ms: number): string {
  // Records come many a millisecond, and a Date takes a microsecond to be told as text.
  if (ms === lastMs) return lastText
  // A minute may begin within a Date's reach and end beyond it.
  if (Math.abs(ms) > REACH_MS) throw new RangeError(`${ms} is beyond the times a Date reaches`)
  const whole = Math.trunc(ms)
  const minute = Math.floor(whole / MINUTE_MS)
  if (minute !== lastMinute) {
    minuteText = new Date(minute * MINUTE_MS).toISOString().slice(0, -'00.000Z'.length)
    lastMinute = minute
  }
  const rest = whole - minute * MINUTE_MS
  const seconds = String(Math.floor(rest / 1_000)).padStart(2, '0')
  lastText = `${minuteText}${seconds}.${String(rest % 1_000).padStart(3, '0')}Z`
  lastMs = ms
  return lastText
}
