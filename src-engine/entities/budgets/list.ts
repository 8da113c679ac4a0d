import { budgets, budgetsList } from '../../contract/budgets.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import type { Verb } from '../context.ts'
import { listRows } from '../list-rows.ts'
import { budgetView } from './view.ts'

export const listBudgets: Verb<typeof budgetsList> = (ctx, { query }) => {
  const { org } = authorizeIn(ctx.actor, budgetsList)
  const { agent, of } = query
  const rows = [...ctx.store.rows(budgets, org).values()].filter(
    ({ doc }) =>
      (agent === undefined || doc.agent === agent || doc.agent === null) &&
      (of === undefined || (doc.agent === null) === (of === 'organization')),
  )
  const page = listRows(rows, query, () => [], { createdAt: ({ createdAt }) => createdAt })
  return { ...page, items: page.items.map((row) => budgetView(ctx, row)) }
}
