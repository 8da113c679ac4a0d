import { Button } from '@mantine/core'
import { useState } from 'react'
import { budgetsList } from '../../../src-engine/contract/budgets.ts'
import { useOperation } from '../../api/index.ts'
import { Card } from '../../components/card.tsx'
import { t } from '../../i18n/index.ts'
import { useCan } from '../../session/index.ts'
import { BudgetRow } from '../agent/budget/budget-row.tsx'
import { CapDialog } from '../agent/budget/cap-dialog.tsx'

export function OrganizationBudget() {
  const [adding, setAdding] = useState(false)
  const isAdmin = useCan('admin')
  const budgets = useOperation(budgetsList, { query: { of: 'organization' } }).data?.items ?? []
  return (
    <Card
      flush
      title={t('settings.budget')}
      aside={
        isAdmin ? (
          <Button size="compact-sm" onClick={() => setAdding(true)}>
            {t('budget.add')}
          </Button>
        ) : undefined
      }
    >
      <div className="rows">
        {budgets.map((budget) => (
          <BudgetRow key={budget.id} budget={budget} />
        ))}
        <p className="muted">{budgets.length === 0 ? t('settings.budgetEmpty') : t('settings.budgetText')}</p>
      </div>
      {adding ? (
        <CapDialog agent={null} taken={budgets.map(({ cap }) => cap.period)} onClose={() => setAdding(false)} />
      ) : null}
    </Card>
  )
}
