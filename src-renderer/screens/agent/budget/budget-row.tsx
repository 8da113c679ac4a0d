import { Button } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'
import { budgetsRemove, type budgetViewSchema } from '../../../../src-engine/contract/budgets.ts'
import { useAct } from '../../../api/index.ts'
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx'
import { Meter } from '../../../components/meter.tsx'
import { RelativeTime } from '../../../components/relative-time.tsx'
import { StateBadge } from '../../../components/state-badge.tsx'
import { day, money, percent, tokens } from '../../../format/index.ts'
import { t } from '../../../i18n/index.ts'
import { useCan } from '../../../session/index.ts'
import { CapDialog } from './cap-dialog.tsx'
import './budget.css'

export type BudgetView = z.output<typeof budgetViewSchema>

const periods = {
  day: 'budget.perDay',
  week: 'budget.perWeek',
  month: 'budget.perMonth',
  year: 'budget.perYear',
} as const
const states = { ok: 'withinBudget', warning: 'nearBudget', stopped: 'overBudget' } as const

export function BudgetRow({ budget }: { readonly budget: BudgetView }) {
  const [asking, setAsking] = useState<'edit' | 'remove' | null>(null)
  const isAdmin = useCan('admin')
  const close = () => setAsking(null)
  const remove = useAct(budgetsRemove, close)
  const { cap } = budget
  return (
    <div className="cap-row">
      <StateBadge state={states[budget.state]} />
      <span>
        <b>{t(periods[cap.period])}</b>
        {budget.agent === null ? <small>{t('budget.organization')}</small> : null}
      </span>
      <span className="cap-use">
        {cap.microUsd === null ? null : (
          <span className="line-of">
            <span className="num">
              {t('budget.spent', { spent: money(budget.spentMicroUsd), cap: money(cap.microUsd) })}
            </span>
            <Meter
              part={budget.spentMicroUsd + budget.reservedMicroUsd}
              whole={cap.microUsd}
              width={120}
              label={t('agents.capUsed', { percent: percent(budget.spentMicroUsd, cap.microUsd) })}
            />
          </span>
        )}
        {cap.tokens === null ? null : (
          <span>{t('budget.tokensSpent', { spent: tokens(budget.spentTokens), cap: tokens(cap.tokens) })}</span>
        )}
        <small>
          {cap.microUsd === null ? null : `${forecastOf(budget, cap.microUsd)} · `}
          {t('budget.startsOver')} <RelativeTime at={budget.periodEnd} />
          {budget.reservedMicroUsd === 0
            ? ''
            : ` · ${t('budget.reserved', { amount: money(budget.reservedMicroUsd) })}`}
        </small>
      </span>
      {isAdmin ? (
        <span className="line-of cap-acts">
          <Button size="compact-sm" onClick={() => setAsking('edit')}>
            {t('budget.edit')}
          </Button>
          <Button size="compact-sm" className="danger" onClick={() => setAsking('remove')}>
            {t('budget.remove')}
          </Button>
        </span>
      ) : null}
      {asking === 'edit' ? <CapDialog agent={budget.agent} budget={budget} taken={[]} onClose={close} /> : null}
      {asking === 'remove' ? (
        <ConfirmDialog
          title={t('budget.removeTitle')}
          action={t('budget.removeAction')}
          pending={remove.pending}
          error={remove.error}
          onClose={close}
          onConfirm={() => remove.run({ params: { id: budget.id } })}
        >
          {t('budget.removeText')}
        </ConfirmDialog>
      ) : null}
    </div>
  )
}

function forecastOf({ forecastMicroUsd, periodEnd }: BudgetView, cap: number): string {
  if (forecastMicroUsd === null) return t('budget.noForecast')
  const text = t('budget.forecast', { amount: money(forecastMicroUsd), when: day(periodEnd) })
  return `${text}, ${forecastMicroUsd > cap ? t('budget.over') : t('budget.under')}`
}
