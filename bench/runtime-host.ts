import { agents } from '../src-engine/contract/agents.ts'
import { openInstanceTokens } from '../src-engine/deploy/instance-tokens.ts'
import { createActivityRecorder } from '../src-engine/entities/activity/recorder.ts'
import { createPolicyBook } from '../src-engine/entities/agents/policy-book.ts'
import { createRuntimeListener } from '../src-engine/compose/runtime-listener.ts'
import { createRuntimePorts } from '../src-engine/compose/runtime/index.ts'
import { createRuntimeApp } from '../src-engine/runtime/index.ts'
import { openBenchServices } from './shared/open-bench-services.ts'
import { benchLogger, openBenchStore } from './shared/open-bench-store.ts'

/**
 * The runtime listener with its real ports, books and store on a seeded data directory, and instance tokens for some
 * agents that were set to running. It stands for a host with that many deployments, which would take as many agents.
 */
const RUNNING = 64
const { store, bus, ids, clock } = await openBenchStore(process.argv[2] ?? '')
const services = openBenchServices(store, ids, clock)
const org = store.organizations()[0] ?? ''
const policies = createPolicyBook(store)
const activity = createActivityRecorder(store, bus, clock, ids, services.agents)
const tokens = openInstanceTokens(store, ids)
const ports = createRuntimePorts({ services, policies, activity }, tokens)
const listener = createRuntimeListener(createRuntimeApp(ports), benchLogger, new Map(), () => {})

const chosen = [...store.rows(agents, org).values()].filter(({ doc }) => doc.tools.includes('exec')).slice(0, RUNNING)
const running = []
for (const { doc } of chosen) {
  const rate = { perMinute: 100_000, perHour: 1_000_000, perDay: 10_000_000 }
  const run = await store.transaction({ org, actor: 'system:bench', requestId: '' }, (tx) => {
    tx.update(agents, doc.id, { desired: 'running', permissions: { ...doc.permissions, rate } })
    return services.runs.create(tx, doc.id, 'Tidy the notes', 'system:bench')
  })
  running.push({ run, token: await tokens.issue({ org, agent: doc.id, instance: ids.next('ins') }) })
}
const { host, port } = await listener.listen('127.0.0.1')
console.log(JSON.stringify({ host, port, running }))

process.once('SIGTERM', () => {
  services.approvals.close()
  void listener
    .close()
    .then(() => store.close())
    .then(() => process.exit())
})
