import type { Series } from '../../chart/series-chart.tsx'

interface Day {
  readonly at: string
  readonly microUsd: number
}

interface MonthInput {
  readonly days: readonly Day[]
  readonly now: Date
  readonly forecastMicroUsd: number | null
  readonly capMicroUsd: number | null
  readonly names: { readonly spend: string; readonly forecast: string; readonly cap: string }
}

/** The month so far as a running sum, the way the engine expects it to end, and the cap as a line; in dollars. */
export function monthSeries({ days, now, forecastMicroUsd, capMicroUsd, names }: MonthInput): {
  times: number[]
  series: Series[]
} {
  const length = new Date(now.getFullYear(), now.getMonth() + 1, 0).getDate()
  const today = now.getDate()
  const byDay = new Map(days.map((day) => [new Date(day.at).getDate(), day.microUsd]))
  const times = Array.from(
    { length },
    (_, index) => new Date(now.getFullYear(), now.getMonth(), index + 1).getTime() / 1000,
  )
  let sum = 0
  const spent = times.map((_, index) => {
    if (index + 1 > today) return null
    sum += byDay.get(index + 1) ?? 0
    return sum / 1_000_000
  })
  const forecast = times.map((_, index) =>
    index + 1 === today
      ? sum / 1_000_000
      : index + 1 === length && forecastMicroUsd !== null
        ? forecastMicroUsd / 1_000_000
        : null,
  )
  return {
    times,
    series: [
      { label: names.spend, look: 'line', values: spent },
      ...(forecastMicroUsd === null || today === length
        ? []
        : [{ label: names.forecast, look: 'forecast' as const, values: forecast }]),
      ...(capMicroUsd === null
        ? []
        : [
            {
              label: names.cap,
              look: 'cap' as const,
              text: names.cap,
              values: times.map(() => capMicroUsd / 1_000_000),
            },
          ]),
    ],
  }
}
