import { Button, NumberInput, Select } from '@mantine/core'
import { useState } from 'react'
import { budgetsCreate, budgetsUpdate, periodSchema, type Period } from '../../../../src-engine/contract/budgets.ts'
import { useAct } from '../../../api/index.ts'
import { Dialog } from '../../../components/dialog.tsx'
import { ProblemAlert } from '../../../components/problem-alert.tsx'
import { microUsdOf } from '../../../format/index.ts'
import { t } from '../../../i18n/index.ts'
import type { BudgetView } from './budget-row.tsx'

interface CapDialogProps {
  readonly agent: string | null
  readonly budget?: BudgetView
  /** Periods that have a cap already: one a period. */
  readonly taken: readonly Period[]
  onClose(): void
}

export function CapDialog({ agent, budget, taken, onClose }: CapDialogProps) {
  const free = periodSchema.options.filter((each) => !taken.includes(each))
  const [period, setPeriod] = useState<Period>(budget?.cap.period ?? free[0] ?? 'day')
  const [dollars, setDollars] = useState<number | string>(
    typeof budget?.cap.microUsd === 'number' ? budget.cap.microUsd / 1_000_000 : '',
  )
  const [tokens, setTokens] = useState<number | string>(budget?.cap.tokens ?? '')
  const create = useAct(budgetsCreate, onClose)
  const update = useAct(budgetsUpdate, onClose)
  const cap = { period, microUsd: microUsdOf(dollars), tokens: typeof tokens === 'number' ? tokens : null }
  const empty = cap.microUsd === null && cap.tokens === null
  return (
    <Dialog onClose={onClose} title={budget === undefined ? t('budget.addTitle') : t('budget.editTitle')}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (empty) return
          if (budget === undefined) create.run({ body: { agent, cap } })
          else update.run({ params: { id: budget.id }, body: { cap }, ifMatch: budget.version })
        }}
      >
        <Select
          label={t('budget.period')}
          disabled={budget !== undefined}
          value={period}
          data={(budget === undefined ? free : [period]).map((each) => ({ value: each, label: t(`budget.${each}`) }))}
          onChange={(next) => setPeriod(periodSchema.options.find((each) => each === next) ?? period)}
        />
        <NumberInput
          data-autofocus
          label={t('budget.amount')}
          description={t('budget.amountHint')}
          prefix="$"
          min={0}
          decimalScale={4}
          thousandSeparator=","
          value={dollars}
          onChange={setDollars}
        />
        <NumberInput
          label={t('budget.tokens')}
          description={t('budget.tokensHint')}
          min={0}
          allowDecimal={false}
          thousandSeparator=","
          value={tokens}
          onChange={setTokens}
        />
        {empty ? <p className="muted">{t('budget.needsOne')}</p> : null}
        <ProblemAlert error={create.error ?? update.error} />
        <div className="line-of">
          <Button variant="subtle" color="gray" className="push" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" variant="filled" disabled={empty} loading={create.pending || update.pending}>
            {t('common.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
