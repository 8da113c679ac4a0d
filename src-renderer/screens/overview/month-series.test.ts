import { expect, test } from 'vitest'
import { monthSeries } from './month-series.ts'

const names = { spend: 'Spend', forecast: 'Forecast', cap: 'Cap $20.00' }
const days = [{ at: new Date(2026, 3, 2).toISOString(), microUsd: 4_000_000 }]

test('what is spent ends today, where it leads begins there, and the cap is named at its line', () => {
  const now = new Date(2026, 3, 10)
  const { series } = monthSeries({ days, now, forecastMicroUsd: 12_000_000, capMicroUsd: 20_000_000, names })
  const known = series.map(({ look, text, values }) => [look, text, values[9], values[29]])
  expect(known).toEqual([
    ['line', undefined, 4, null],
    ['forecast', undefined, 4, 12],
    ['cap', 'Cap $20.00', 20, 20],
  ])
})
