import { periodAt } from '../../decide/index.ts'
import type { Services } from '../../entities/context.ts'

/** What each agent has reported without a run in this UTC day: in memory, read from the records when first asked for. */
export interface ReportMeter {
  /** Tokens, in and out together. */
  today(agent: string, now: number): number
  /** Counts what has been recorded. Of an agent nobody asked for nothing is kept: the records hold it. */
  add(agent: string, tokens: number, now: number): void
}

export function createReportMeter({ store }: Pick<Services, 'store'>): ReportMeter {
  const known = new Map<string, { readonly day: number; readonly tokens: number }>()

  function today(agent: string, now: number): number {
    const day = periodAt('day', now).start
    let entry = known.get(agent)
    if (entry === undefined) {
      const without = store.spending.reports(agent, day).filter(({ run }) => run === null)
      entry = { day, tokens: without.reduce((sum, { tokens }) => sum + tokens, 0) }
    }
    // A clock that was set back goes on counting in the newest day seen.
    if (day > entry.day) entry = { day, tokens: 0 }
    known.set(agent, entry)
    return entry.tokens
  }
  return {
    today,
    add(agent, tokens, now) {
      const entry = known.get(agent)
      if (!entry) return
      const sum = today(agent, now) + tokens
      known.set(agent, { day: Math.max(entry.day, periodAt('day', now).start), tokens: sum })
    },
  }
}
