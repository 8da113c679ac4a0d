import { SegmentedControl } from '@mantine/core'
import { lazy, Suspense, useMemo, useState } from 'react'
import { budgetsUsage } from '../../../src-engine/contract/budgets.ts'
import { useOperation } from '../../api/index.ts'
import { Card } from '../../components/card.tsx'
import { useNow } from '../../components/use-now.ts'
import { money, moneyTick, month } from '../../format/index.ts'
import { t } from '../../i18n/index.ts'
import { UsageTable } from '../agent/budget/usage-table.tsx'
import { monthSeries } from './month-series.ts'
import type { Stats } from './tiles.tsx'

const SeriesChart = lazy(async () => ({ default: (await import('../../chart/series-chart.tsx')).SeriesChart }))
const HOUR = 3_600_000
/** A cap this many times above all that is spent would press the line to the ground: it is said instead of drawn. */
const FAR = 5

/** The month's spend, where it is heading, and the cap; the figures are one click away. */
export function SpendCard({ stats }: { readonly stats: Stats }) {
  const [table, setTable] = useState(false)
  const hour = useNow(HOUR)
  const since = useMemo(
    () => new Date(new Date(hour).getFullYear(), new Date(hour).getMonth(), 1).toISOString(),
    [hour],
  )
  const usage = useOperation(budgetsUsage, { query: { bucket: 'day', since } }).data?.items
  const { forecastMicroUsd, monthCapMicroUsd: capMicroUsd, monthMicroUsd } = stats.spend
  const farCap = capMicroUsd !== null && capMicroUsd > FAR * Math.max(monthMicroUsd, forecastMicroUsd ?? 0)
  const { times, series } = useMemo(
    () =>
      monthSeries({
        days: usage ?? [],
        now: new Date(hour),
        forecastMicroUsd,
        capMicroUsd: farCap ? null : capMicroUsd,
        names: {
          spend: t('budget.spend'),
          forecast: t('overview.forecast', { amount: '' }),
          cap: t('overview.capOf', { cap: money(capMicroUsd ?? 0) }),
        },
      }),
    [usage, hour, forecastMicroUsd, capMicroUsd, farCap],
  )
  const empty = monthMicroUsd === 0
  return (
    <Card
      fills
      title={t('overview.spendIn', { month: month(hour) })}
      note={
        farCap && !empty && capMicroUsd !== null
          ? t('overview.capFarAbove', { cap: money(capMicroUsd) })
          : t('overview.allAgents')
      }
      aside={
        empty ? undefined : (
          <SegmentedControl
            size="xs"
            aria-label={t('budget.chart')}
            value={table ? 'table' : 'chart'}
            onChange={(value) => setTable(value === 'table')}
            data={[
              { value: 'chart', label: t('budget.asChart') },
              { value: 'table', label: t('budget.asTable') },
            ]}
          />
        )
      }
    >
      {empty ? (
        <p className="muted">{t('overview.noSpend')}</p>
      ) : table ? (
        <UsageTable points={usage ?? []} />
      ) : (
        <Suspense fallback={<div style={{ height: 180 }} />}>
          <SeriesChart
            times={times}
            series={series}
            height={180}
            fills
            label={`${t('overview.spendMonth')}: ${money(monthMicroUsd)}`}
            format={moneyTick}
          />
        </Suspense>
      )}
    </Card>
  )
}
