import { agents } from '../../contract/agents.ts'
import { budgets } from '../../contract/budgets.ts'
import type { AgentState } from '../../contract/lifecycle.ts'
import type { ResultOf } from '../../contract/operation.ts'
import type { systemStats } from '../../contract/system.ts'
import type { Services } from '../context.ts'

export type AgentCounts = ResultOf<typeof systemStats>['agents']

type Group = Exclude<keyof AgentCounts, 'total' | 'heldByBudget' | 'killed'>

const GROUPS: Readonly<Record<AgentState, Group>> = {
  draft: 'draft',
  configuring: 'draft',
  ready: 'draft',
  provisioning: 'moving',
  deploying: 'moving',
  starting: 'moving',
  updating: 'moving',
  destroying: 'moving',
  running: 'running',
  degraded: 'degraded',
  stopped: 'stopped',
  error: 'error',
}

/** How many agents of the organization are in which state. */
export function countAgents({ store, agents: book, budgets: spending }: Services, org: string): AgentCounts {
  const rows = store.rows(agents, org)
  const counts = {
    total: rows.size,
    running: 0,
    degraded: 0,
    stopped: 0,
    error: 0,
    draft: 0,
    moving: 0,
    heldByBudget: 0,
    killed: 0,
  }
  for (const { doc } of rows.values()) {
    counts[GROUPS[book.observed(doc.id)?.state ?? 'draft']] += 1
    if (doc.killNo > doc.released) counts.killed += 1
  }
  return { ...counts, heldByBudget: countHeld(store, spending, org, rows.size) }
}

/** Only agents with a cap of their own can be held alone, so only they are looked at. */
function countHeld(store: Services['store'], spending: Services['budgets'], org: string, total: number): number {
  if (spending.exceeded(org, '') !== null) return total
  const capped = new Set<string>()
  for (const { doc } of store.rows(budgets, org).values()) if (doc.agent !== null) capped.add(doc.agent)
  return [...capped].filter((agent) => spending.exceeded(org, agent) !== null).length
}
