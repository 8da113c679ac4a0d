import { openAgentBook } from '../../src-engine/entities/agents/book.ts'
import { openApprovalDesk } from '../../src-engine/entities/approvals/desk.ts'
import { createPasswords } from '../../src-engine/entities/auth/passwords.ts'
import { createSessions } from '../../src-engine/entities/auth/sessions.ts'
import { openBudgetBook } from '../../src-engine/entities/budgets/book.ts'
import type { Services } from '../../src-engine/entities/context.ts'
import { createFakeTargets } from '../../src-engine/entities/testing/fake-targets.ts'
import { createFakeVault } from '../../src-engine/entities/testing/fake-vault.ts'
import { noDeployments } from '../../src-engine/entities/testing/no-deployments.ts'
import { openRunDesk } from '../../src-engine/entities/runs/desk.ts'
import type { Clock, Ids } from '../../src-engine/kernel/ports.ts'
import type { Store } from '../../src-engine/store/index.ts'
import { benchLogger } from './open-bench-store.ts'

/** Everything the runtime's ports stand on, as the composition root makes it. A decision touches neither vault nor targets. */
export function openBenchServices(store: Store, ids: Ids, clock: Clock): Services {
  const budgets = openBudgetBook(store, clock, ids)
  return {
    store,
    clock,
    ids,
    logger: benchLogger,
    fetch: (url, init) => fetch(url, init),
    vault: createFakeVault(),
    passwords: createPasswords(),
    sessions: createSessions(store, clock, ids),
    agents: openAgentBook(store, budgets, clock, ids),
    budgets,
    approvals: openApprovalDesk(store, clock, ids, benchLogger),
    runs: openRunDesk(store, ids),
    deployments: noDeployments,
    targets: createFakeTargets(),
    version: '0.0.0-bench',
  }
}
