import { budgets, budgetsRemove } from '../../contract/budgets.ts'
import { actorName } from '../../kernel/actor.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { notFound } from '../../kernel/errors.ts'
import { type Verb, writeContext } from '../context.ts'

export const removeBudget: Verb<typeof budgetsRemove> = async (ctx, { params }) => {
  const actor = authorizeIn(ctx.actor, budgetsRemove)
  await ctx.store.transaction(writeContext(ctx, actorName(actor), actor.org), (tx) => {
    const budget = tx.get(budgets, params.id)?.doc
    if (!budget) throw notFound('budget', params.id)
    tx.remove(budgets, params.id, ctx.ifVersion)
    tx.audit({ action: 'budgets.remove', target: params.id, details: { cap: budget.cap } })
    tx.emit({ kind: 'budget', id: params.id, agent: budget.agent, data: null })
  })
  return null
}
