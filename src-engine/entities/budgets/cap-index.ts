import { type Budget, type Cap, budgets } from '../../contract/budgets.ts'
import type { BudgetCap } from '../../decide/index.ts'
import type { Store } from '../../store/index.ts'

/** Which caps bind an agent, without looking at the others': this is on the path of every call. */
export interface CapIndex {
  binding(org: string, agent: string): readonly (BudgetCap & { readonly agent: string | null })[]
  /** The tightest money cap that names the agent itself. */
  own(agent: string): Cap | null
}

export function openCapIndex(store: Store): CapIndex {
  const byHolder = new Map<string, Map<string, Budget>>()
  const holder = (budget: Budget): string => budget.agent ?? budget.org

  function put(budget: Budget): void {
    const key = holder(budget)
    let found = byHolder.get(key)
    if (!found) {
      found = new Map()
      byHolder.set(key, found)
    }
    found.set(budget.id, budget)
  }
  for (const org of store.organizations()) for (const { doc } of store.rows(budgets, org).values()) put(doc)
  store.listen(budgets, (id, before, after) => {
    if (before) byHolder.get(holder(before.doc))?.delete(id)
    if (after) put(after.doc)
  })
  return {
    binding(org, agent) {
      const caps: (BudgetCap & { agent: string | null })[] = []
      for (const { id, cap } of byHolder.get(agent)?.values() ?? []) caps.push({ id, label: 'The agent’s', cap, agent })
      for (const { id, cap } of byHolder.get(org)?.values() ?? [])
        caps.push({ id, label: 'The organization’s', cap, agent: null })
      return caps
    },
    own(agent) {
      let tightest: Cap | null = null
      for (const { cap } of byHolder.get(agent)?.values() ?? []) {
        if (cap.microUsd !== null && cap.microUsd < (tightest?.microUsd ?? Infinity)) tightest = cap
      }
      return tightest
    },
  }
}
