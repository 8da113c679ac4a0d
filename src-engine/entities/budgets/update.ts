import { budgets, budgetsUpdate } from '../../contract/budgets.ts'
import { actorName } from '../../kernel/actor.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { notFound } from '../../kernel/errors.ts'
import { type Verb, writeContext } from '../context.ts'
import { refuseEmpty, refuseSecond } from './create.ts'
import { budgetView } from './view.ts'

export const updateBudget: Verb<typeof budgetsUpdate> = (ctx, { params, body }) => {
  const actor = authorizeIn(ctx.actor, budgetsUpdate)
  return ctx.store.transaction(writeContext(ctx, actorName(actor), actor.org), (tx) => {
    const before = tx.get(budgets, params.id)?.doc
    if (!before) throw notFound('budget', params.id)
    refuseEmpty(body.cap)
    refuseSecond(ctx.store, actor.org, before.agent, body.cap, before.id)
    const row = tx.update(budgets, params.id, { cap: body.cap }, ctx.ifVersion)
    tx.audit({ action: 'budgets.update', target: params.id, details: { from: before.cap, to: body.cap } })
    tx.emit({ kind: 'budget', id: params.id, agent: before.agent, data: null })
    return budgetView(ctx, row)
  })
}
