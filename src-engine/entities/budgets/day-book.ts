import { isoTime } from '../../kernel/clock.ts'
import type { SpendBucket } from '../../store/index.ts'

export interface Sum {
  readonly microUsd: number
  readonly tokens: number
}
interface Day {
  microUsd: number
  inputTokens: number
  outputTokens: number
  calls: number
}
export type DayTotal = Readonly<Day> & { readonly day: string }

/** Use of every agent by UTC day. Budgets' periods begin and end with days, so sums of days are sums of periods. */
export interface DayBook {
  /** Adds use at a time in milliseconds since the epoch. */
  add(
    org: string,
    agent: string,
    at: number,
    used: { readonly microUsd: number; readonly inputTokens: number; readonly outputTokens: number },
  ): void
  /** Use in [start, end) of one agent, or of the whole organization when `agent` is null. */
  sum(org: string, agent: string | null, start: number, end: number): Sum
  days(org: string, agent: string | null, start: number): DayTotal[]
}

/** Key under which the whole organization is summed. */
const ALL = '*'

export function createDayBook(buckets: Iterable<SpendBucket>): DayBook {
  const books = new Map<string, Map<string, Day>>()

  function bump(org: string, agent: string, day: string, by: Day): void {
    const key = `${org}/${agent}`
    let days = books.get(key)
    if (!days) {
      days = new Map()
      books.set(key, days)
    }
    const total = days.get(day) ?? { microUsd: 0, inputTokens: 0, outputTokens: 0, calls: 0 }
    total.microUsd = saturated(total.microUsd + by.microUsd)
    total.inputTokens = saturated(total.inputTokens + by.inputTokens)
    total.outputTokens = saturated(total.outputTokens + by.outputTokens)
    total.calls += by.calls
    days.set(day, total)
  }
  for (const { org, agent, at, ...used } of buckets) {
    bump(org, agent, at, { ...used })
    bump(org, ALL, at, { ...used })
  }
  return {
    add(org, agent, at, { microUsd, inputTokens, outputTokens }) {
      const day = isoTime(at).slice(0, 10)
      for (const key of [agent, ALL]) bump(org, key, day, { microUsd, inputTokens, outputTokens, calls: 1 })
    },
    sum(org, agent, start, end) {
      const [first, last] = [isoTime(start).slice(0, 10), isoTime(end).slice(0, 10)]
      let microUsd = 0
      let tokens = 0
      for (const [day, total] of books.get(`${org}/${agent ?? ALL}`) ?? []) {
        if (day < first || day >= last) continue
        microUsd = saturated(microUsd + total.microUsd)
        tokens = saturated(tokens + total.inputTokens + total.outputTokens)
      }
      return { microUsd, tokens }
    },
    days(org, agent, start) {
      const first = isoTime(start).slice(0, 10)
      return [...(books.get(`${org}/${agent ?? ALL}`) ?? [])]
        .filter(([day]) => day >= first)
        .map(([day, total]) => ({ day, ...total }))
        .toSorted((a, b) => (a.day < b.day ? -1 : 1))
    },
  }
}

/** A sum that no longer fits an exact integer stays at the largest one: every cap is then reached, and no answer is broken. */
function saturated(sum: number): number {
  return Math.min(sum, Number.MAX_SAFE_INTEGER)
}
