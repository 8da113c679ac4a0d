import '../../../chart/chart.css'
import type { z } from 'zod'
import type { usagePointSchema } from '../../../../src-engine/contract/budgets.ts'
import { count, day, money, tokens } from '../../../format/index.ts'
import { t } from '../../../i18n/index.ts'

export type UsagePoint = z.output<typeof usagePointSchema>

/** The figures behind a spend chart, newest first. */
export function UsageTable({ points }: { readonly points: readonly UsagePoint[] }) {
  return (
    <div style={{ maxHeight: 320, overflow: 'auto' }} role="region" aria-label={t('budget.chart')} tabIndex={0}>
      <table className="chart-table">
        <thead>
          <tr>
            <th>{t('budget.date')}</th>
            <th className="right">{t('budget.spend')}</th>
            <th className="right">{t('budget.input')}</th>
            <th className="right">{t('budget.output')}</th>
            <th className="right">{t('budget.calls')}</th>
          </tr>
        </thead>
        <tbody>
          {[...points].reverse().map((point) => (
            <tr key={point.at}>
              <td>{day(point.at)}</td>
              <td className="right">{money(point.microUsd)}</td>
              <td className="right">{tokens(point.inputTokens)}</td>
              <td className="right">{tokens(point.outputTokens)}</td>
              <td className="right">{count(point.calls)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
