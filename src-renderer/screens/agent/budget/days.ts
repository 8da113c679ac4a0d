import type { UsagePoint } from './usage-table.tsx'

const DAY = 86_400_000

/** Every day of a span, in UTC as the engine counts them: those without a call are there with nothing spent. */
export function everyDay(points: readonly UsagePoint[], days: number, now: number): UsagePoint[] {
  const byDay = new Map(points.map((point) => [point.at.slice(0, 10), point]))
  return Array.from({ length: days }, (_, index) => {
    const at = new Date(now - (days - 1 - index) * DAY).toISOString()
    return byDay.get(at.slice(0, 10)) ?? { at, microUsd: 0, inputTokens: 0, outputTokens: 0, calls: 0 }
  })
}
