import { announceChanges } from '../src-engine/compose/announce.ts'
import { composeDeployments } from '../src-engine/compose/deployments.ts'
import { createRuntimeListener } from '../src-engine/compose/runtime-listener.ts'
import { createRuntimePorts } from '../src-engine/compose/runtime/index.ts'
import { agents } from '../src-engine/contract/agents.ts'
import { openInstanceTokens } from '../src-engine/deploy/instance-tokens.ts'
import { createActivityRecorder } from '../src-engine/entities/activity/recorder.ts'
import { openAgentBook } from '../src-engine/entities/agents/book.ts'
import { createPolicyBook } from '../src-engine/entities/agents/policy-book.ts'
import { openApprovalDesk } from '../src-engine/entities/approvals/desk.ts'
import { createPasswords } from '../src-engine/entities/auth/passwords.ts'
import { createNamedTurns } from '../src-engine/kernel/in-turn.ts'
import { createSessions } from '../src-engine/entities/auth/sessions.ts'
import { openBudgetBook } from '../src-engine/entities/budgets/book.ts'
import type { Services } from '../src-engine/entities/context.ts'
import { openRunDesk } from '../src-engine/entities/runs/desk.ts'
import { createRuntimeApp } from '../src-engine/runtime/index.ts'
import { openVault } from '../src-engine/vault/index.ts'
import { benchLogger, openBenchStore } from './shared/open-bench-store.ts'

/**
 * The runtime listener on a seeded data directory, wired as compose/open-engine.ts does, and instance tokens for some
 * agents that were set to running. It stands for a host with that many deployments, which would take as many processes.
 */
const RUNNING = 8
const directory = process.argv[2] ?? ''
const { store, bus, ids, clock } = await openBenchStore(directory)
const vault = await openVault({ directory, prefer: 'file', passphraseFile: null, clock })
const budgets = openBudgetBook(store, clock, ids)
const book = openAgentBook(store, budgets, clock, ids)
const approvals = openApprovalDesk(store, clock, ids, benchLogger)
const activity = createActivityRecorder(store, bus, clock, ids, book)
const base = {
  store,
  clock,
  ids,
  logger: benchLogger,
  fetch: (url: string, init?: RequestInit) => fetch(url, init),
  vault,
  turns: createNamedTurns(),
  passwords: createPasswords(),
  sessions: createSessions(store, clock, ids),
  agents: book,
  budgets,
  approvals,
  runs: openRunDesk(store, ids),
  version: '0.0.0-bench',
}
const tokens = openInstanceTokens(store, ids, clock)
const parts = { node: process.execPath, main: '', resources: '', bundle: '' }
const deployments = composeDeployments({ ...base, activity, tokens }, { directory, agent: parts }, (host, users) =>
  listener.listen(host, users),
)
const services: Services = { ...base, deployments, targets: deployments, openAddresses: () => listener.open() }
const ports = createRuntimePorts({ services, policies: createPolicyBook(store), activity }, tokens)
const listener = createRuntimeListener(createRuntimeApp(ports), benchLogger, new Map(), () => {})
announceChanges(services, bus, activity)

const org = store.organizations()[0] ?? ''
const rate = { perMinute: 100_000, perHour: 1_000_000, perDay: 10_000_000 }
const running = []
for (const { doc } of [...store.rows(agents, org).values()]
  .filter(({ doc: { tools } }) => tools.includes('exec'))
  .slice(0, RUNNING)) {
  const run = await store.transaction({ org, actor: 'system:bench', requestId: '' }, (tx) => {
    tx.update(agents, doc.id, { desired: 'running', permissions: { ...doc.permissions, rate } })
    return services.runs.create(tx, doc.id, 'Tidy the notes', 'system:bench')
  })
  const { token } = await tokens.issue({ org, agent: doc.id, instance: ids.next('ins') })
  running.push({ run, token })
}
const { host, port } = await listener.listen('127.0.0.1', 'the bench')
console.log(JSON.stringify({ host, port, running }))

process.once('SIGTERM', () => {
  approvals.close()
  void deployments
    .close()
    .then(() => listener.close())
    .then(() => store.close())
    .then(() => process.exit())
})
