import { SegmentedControl } from '@mantine/core'
import { lazy, Suspense, useMemo, useState } from 'react'
import { budgetsUsage } from '../../../../src-engine/contract/budgets.ts'
import { useOperation } from '../../../api/index.ts'
import { Card } from '../../../components/card.tsx'
import { useNow } from '../../../components/use-now.ts'
import { ProblemAlert } from '../../../components/problem-alert.tsx'
import { moneyTick } from '../../../format/index.ts'
import { t } from '../../../i18n/index.ts'
import { everyDay } from './days.ts'
import { UsageTable } from './usage-table.tsx'

const SeriesChart = lazy(async () => ({ default: (await import('../../../chart/series-chart.tsx')).SeriesChart }))

const DAYS = 30
const HOUR = 3_600_000

/** Spend day by day, as a chart or as the figures behind it. */
export function UsageCard({ agent }: { readonly agent: string }) {
  const [table, setTable] = useState(false)
  const hour = useNow(HOUR)
  const since = new Date(hour - (DAYS - 1) * 24 * HOUR).toISOString()
  const usage = useOperation(budgetsUsage, { query: { agent, bucket: 'day', since } })
  const spent = usage.data?.items
  const points = useMemo(() => everyDay(spent ?? [], DAYS, hour), [spent, hour])
  const times = useMemo(() => points.map(({ at }) => Date.parse(at) / 1000), [points])
  const series = useMemo(
    () => [
      { label: t('budget.spend'), look: 'bars' as const, values: points.map(({ microUsd }) => microUsd / 1_000_000) },
    ],
    [points],
  )
  const empty = points.every(({ microUsd, calls }) => microUsd === 0 && calls === 0)
  return (
    <Card
      title={t('budget.chart')}
      note={t('budget.chartNote')}
      aside={
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
      }
    >
      <ProblemAlert error={usage.error} />
      {empty ? (
        <p className="muted">{t('budget.noUsage')}</p>
      ) : table ? (
        <UsageTable points={points} />
      ) : (
        <Suspense fallback={<div style={{ height: 200 }} />}>
          <SeriesChart times={times} series={series} height={200} label={t('budget.chart')} format={moneyTick} />
        </Suspense>
      )}
    </Card>
  )
}
