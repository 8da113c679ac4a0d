import { budgets, budgetsList } from '../../contract/budgets.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import type { Verb } from '../context.ts'
import { budgetView } from './view.ts'

export const listBudgets: Verb<typeof budgetsList> = (ctx, { query }) => {
  const { org } = authorizeIn(ctx.actor, budgetsList)
  const rows = [...ctx.store.rows(budgets, org).values()].filter(
    ({ doc }) => query.agent === undefined || doc.agent === query.agent || doc.agent === null,
  )
  return { items: rows.map((row) => budgetView(ctx, row)) }
}
