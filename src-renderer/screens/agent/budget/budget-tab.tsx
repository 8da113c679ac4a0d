import { Button } from '@mantine/core'
import { useState } from 'react'
import { budgetsList } from '../../../../src-engine/contract/budgets.ts'
import { useOperation } from '../../../api/index.ts'
import { Card } from '../../../components/card.tsx'
import { EmptyState } from '../../../components/empty-state.tsx'
import { ProblemAlert } from '../../../components/problem-alert.tsx'
import { t } from '../../../i18n/index.ts'
import { useCan } from '../../../session/index.ts'
import { useAgent } from '../use-agent.ts'
import { BudgetRow } from './budget-row.tsx'
import { CapDialog } from './cap-dialog.tsx'
import { UsageCard } from './usage-card.tsx'

/** What the agent costs, what it may cost, and where that is heading. */
export function BudgetTab() {
  const agent = useAgent()
  const isAdmin = useCan('admin')
  const [adding, setAdding] = useState(false)
  const budgets = useOperation(budgetsList, { query: { agent: agent.id } })
  const binding = budgets.data?.items ?? []
  const add = isAdmin ? (
    <Button size="compact-sm" onClick={() => setAdding(true)}>
      {t('budget.add')}
    </Button>
  ) : undefined
  return (
    <div className="stack">
      <ProblemAlert error={budgets.error} />
      <Card title={t('budget.title')} aside={add} flush>
        {binding.length === 0 && budgets.data !== undefined ? (
          <EmptyState text={t('budget.empty')}>
            {isAdmin ? <Button onClick={() => setAdding(true)}>{t('budget.add')}</Button> : null}
          </EmptyState>
        ) : (
          <div className="rows">
            {binding.map((budget) => (
              <BudgetRow key={budget.id} budget={budget} />
            ))}
          </div>
        )}
      </Card>
      <p className="muted">{t('budget.intro')}</p>
      <UsageCard agent={agent.id} />
      {adding ? (
        <CapDialog
          agent={agent.id}
          taken={binding.filter((budget) => budget.agent === agent.id).map(({ cap }) => cap.period)}
          onClose={() => setAdding(false)}
        />
      ) : null}
    </div>
  )
}
