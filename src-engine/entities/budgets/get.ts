import { budgets, budgetsGet } from '../../contract/budgets.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { notFound } from '../../kernel/errors.ts'
import type { Verb } from '../context.ts'
import { budgetView } from './view.ts'

export const getBudget: Verb<typeof budgetsGet> = (ctx, { params }) => {
  const { org } = authorizeIn(ctx.actor, budgetsGet)
  const row = ctx.store.get(budgets, org, params.id)
  if (!row) throw notFound('budget', params.id)
  return budgetView(ctx, row)
}
