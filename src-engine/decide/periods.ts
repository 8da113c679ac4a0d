import type { Period } from '../contract/budgets.ts'

/** Half-open span in milliseconds since the epoch. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** The calendar day, ISO week (from Monday), month or year in UTC that `now` lies in. */
export function periodAt(period: Period, now: number): Span {
  const date = new Date(now)
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()]
  switch (period) {
    case 'day':
      return { start: Date.UTC(year, month, day), end: Date.UTC(year, month, day + 1) }
    case 'week': {
      const monday = day - ((date.getUTCDay() + 6) % 7)
      return { start: Date.UTC(year, month, monday), end: Date.UTC(year, month, monday + 7) }
    }
    case 'month':
      return { start: Date.UTC(year, month, 1), end: Date.UTC(year, month + 1, 1) }
    case 'year':
      return { start: Date.UTC(year, 0, 1), end: Date.UTC(year + 1, 0, 1) }
  }
}
