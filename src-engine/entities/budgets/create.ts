import { agents } from '../../contract/agents.ts'
import { type Budget, type Cap, budgets, budgetsCreate } from '../../contract/budgets.ts'
import { actorName } from '../../kernel/actor.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { EngineError, invalidField } from '../../kernel/errors.ts'
import type { Store } from '../../store/index.ts'
import { type Verb, writeContext } from '../context.ts'
import { missingReference } from '../refusals.ts'
import { budgetView } from './view.ts'

export const createBudget: Verb<typeof budgetsCreate> = (ctx, { body }) => {
  const actor = authorizeIn(ctx.actor, budgetsCreate)
  return ctx.store.transaction(writeContext(ctx, actorName(actor), actor.org), (tx) => {
    if (body.agent !== null && !tx.get(agents, body.agent)) throw missingReference('/agent', 'agent', body.agent)
    refuseEmpty(body.cap)
    refuseSecond(ctx.store, actor.org, body.agent, body.cap, null)
    const id = ctx.ids.next('bud')
    const row = tx.insert(budgets, { id, org: actor.org, createdAt: tx.at, agent: body.agent, cap: body.cap })
    tx.audit({ action: 'budgets.create', target: id, details: { agent: body.agent, cap: body.cap } })
    tx.emit({ kind: 'budget', id, agent: body.agent, data: null })
    return budgetView(ctx, row)
  })
}

/** @throws EngineError `invalid_input`: a cap that limits nothing is a mistake. */
export function refuseEmpty(cap: Cap): void {
  if (cap.microUsd === null && cap.tokens === null)
    throw invalidField('/cap', 'needs an amount of money, of tokens, or both')
}

/** @throws EngineError `conflict` when the same holder has a cap for the same period already. */
export function refuseSecond(store: Store, org: string, agent: string | null, cap: Cap, except: string | null): void {
  const same = [...store.rows(budgets, org).values()].find(
    ({ doc }: { doc: Budget }) => doc.agent === agent && doc.cap.period === cap.period && doc.id !== except,
  )
  if (same)
    throw new EngineError('conflict', `There is a budget for this ${cap.period} already: change that one.`, {
      details: { id: same.doc.id },
    })
}
