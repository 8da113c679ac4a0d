import type { Profile } from '../contract/permissions.ts'

/**
 * Calls of one agent in the current and the previous minute, hour and day. Windows are aligned to UTC; the count in use
 * is the current window plus the part of the previous one that a sliding window would still cover, so a burst across a
 * border does not pass twice.
 */
export interface RateState {
  readonly minute: RateWindow
  readonly hour: RateWindow
  readonly day: RateWindow
}

interface RateWindow {
  /** Number of the window since the epoch. */
  readonly at: number
  readonly count: number
  readonly previous: number
}

const LENGTHS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const
const NEVER: RateWindow = { at: 0, count: 0, previous: 0 }

export const noCalls: RateState = { minute: NEVER, hour: NEVER, day: NEVER }

/** Calls that count against the limits now (milliseconds since the epoch), rounded up. */
export function rateCounts(state: RateState, now: number): { minute: number; hour: number; day: number } {
  return {
    minute: used(state.minute, LENGTHS.minute, now),
    hour: used(state.hour, LENGTHS.hour, now),
    day: used(state.day, LENGTHS.day, now),
  }
}

/** The first window that is full and how many it takes, or null. Written so that a counter that is not a number counts as full. */
export function fullWindow(
  limits: Profile['rate'],
  used: { readonly minute: number; readonly hour: number; readonly day: number },
): { readonly window: 'minute' | 'hour' | 'day'; readonly most: number } | null {
  if (!(used.minute < limits.perMinute)) return { window: 'minute', most: limits.perMinute }
  if (!(used.hour < limits.perHour)) return { window: 'hour', most: limits.perHour }
  if (!(used.day < limits.perDay)) return { window: 'day', most: limits.perDay }
  return null
}

/** The state after one more call. A clock that was set back counts into the newest window seen. */
export function countCall(state: RateState, now: number): RateState {
  return {
    minute: bump(state.minute, LENGTHS.minute, now),
    hour: bump(state.hour, LENGTHS.hour, now),
    day: bump(state.day, LENGTHS.day, now),
  }
}

function used(window: RateWindow, length: number, now: number): number {
  const { at, count, previous } = roll(window, length, now)
  const left = Math.min(1, Math.max(0, 1 - (now - at * length) / length))
  return Math.ceil(count + previous * left)
}

function bump(window: RateWindow, length: number, now: number): RateWindow {
  const current = roll(window, length, now)
  return { ...current, count: current.count + 1 }
}

function roll(window: RateWindow, length: number, now: number): RateWindow {
  const at = Math.floor(now / length)
  if (at <= window.at) return window
  return { at, count: 0, previous: at === window.at + 1 ? window.count : 0 }
}
