import { type Agent, agents } from '../../contract/agents.ts'
import { organizations } from '../../contract/organizations.ts'
import { providers } from '../../contract/providers.ts'
import { type TargetPlace, targets } from '../../contract/targets.ts'
import { createActivityRecorder } from '../../entities/activity/recorder.ts'
import { openAgentBook } from '../../entities/agents/book.ts'
import { followReadiness } from '../../entities/agents/readiness.ts'
import { openBudgetBook } from '../../entities/budgets/book.ts'
import type { Order } from '../../entities/deployments/port.ts'
import { createFakeVault } from '../../entities/testing/fake-vault.ts'
import { putAgent } from '../../entities/testing/put-agent.ts'
import { systemClock } from '../../kernel/clock.ts'
import { createEventBus } from '../../kernel/events.ts'
import { createIds } from '../../kernel/ids.ts'
import type { Clock } from '../../kernel/ports.ts'
import { type Store, stateHistory } from '../../store/index.ts'
import { openTestStore, silentLogger } from '../../store/testing/open-test-store.ts'
import type { TargetAdapter } from '../adapter.ts'
import { type Deployments, type DeploymentsOptions, openDeployments } from '../index.ts'
import { openInstanceTokens } from '../instance-tokens.ts'

export const ORG = 'org_0000000001'

/** Deployments over a real store. `reopen` is what a start after `kill -9` is: everything in memory is gone. */
export interface Harness {
  readonly store: Store
  readonly deployments: Deployments
  readonly options: DeploymentsOptions
  readonly vault: ReturnType<typeof createFakeVault>
  /** A described agent with model and target, in the state `ready`. */
  agent(over?: Partial<Agent>): Promise<Agent>
  doc(id: string): Agent
  state(id: string): string
  /** Every state the agent has moved to, oldest first. */
  moves(id: string): string[]
  order(id: string, reason?: string): Order
  change(id: string, patch: Partial<Agent>): Promise<void>
  /** Wraps what the next openings get. */
  wrap(how: (options: DeploymentsOptions) => DeploymentsOptions): void
  reopen(): Promise<void>
  dispose(): Promise<void>
}

export async function openHarness(
  adapter: TargetAdapter,
  over: Partial<DeploymentsOptions> = {},
  place: TargetPlace = { kind: 'local' },
  clock: Clock = systemClock,
): Promise<Harness> {
  const disk = await openTestStore(clock)
  const ids = createIds(clock)
  const vault = createFakeVault()
  await disk.store.transaction({ org: ORG, actor: 'system:test', requestId: '' }, (tx) =>
    tx.insert(organizations, { id: ORG, org: ORG, createdAt: tx.at, name: 'Test', root: '0'.repeat(64) }),
  )
  const wrap = { fn: (options: DeploymentsOptions): DeploymentsOptions => options }
  let opened = open(disk.store)

  function open(store: Store): { options: DeploymentsOptions; deployments: Deployments } {
    const book = openAgentBook(store, openBudgetBook(store, clock, ids), clock, ids)
    const bus = createEventBus((error) => {
      throw error
    })
    const options = wrap.fn({
      store,
      clock,
      ids,
      logger: silentLogger,
      vault,
      agents: book,
      activity: createActivityRecorder(store, bus, clock, ids, book),
      adapters: [adapter],
      tokens: openInstanceTokens(store, ids, clock),
      runtimeAddress: () => Promise.resolve({ host: '127.0.0.1', port: 1 }),
      ...over,
    })
    return { options, deployments: openDeployments(options) }
  }
  const harness: Harness = {
    wrap(how) {
      wrap.fn = how
    },
    vault,
    get store() {
      return disk.store
    },
    get deployments() {
      return opened.deployments
    },
    get options() {
      return opened.options
    },
    async agent(over = {}) {
      const provider = ids.next('prv')
      const target = ids.next('tgt')
      await disk.store.transaction({ org: ORG, actor: 'system:test', requestId: '' }, (tx) => {
        tx.insert(providers, {
          id: provider,
          org: ORG,
          createdAt: tx.at,
          name: 'Models',
          kind: 'rehearsal',
          endpoint: { baseUrl: null, secret: null },
          models: [],
          ceilingMicroUsd: 1,
        })
        tx.insert(targets, { id: target, org: ORG, createdAt: tx.at, name: 'Here', place })
      })
      const agent = await putAgent({ store: disk.store, ids }, ORG, {
        model: { provider, model: 'm', maxOutputTokens: 100 },
        target,
        ...over,
      })
      await disk.store.transaction({ org: ORG, actor: 'system:test', requestId: '' }, (tx) => {
        opened.options.agents.begin(tx, agent, 'system:test')
        followReadiness(opened.options, tx, agent, 'system:test')
      })
      return agent
    },
    doc(id) {
      const row = disk.store.get(agents, ORG, id)
      if (!row) throw new Error('the agent is gone')
      return row.doc
    },
    state: (id) => opened.options.agents.observed(id)?.state ?? 'none',
    moves: (id) =>
      disk.store
        .stream(stateHistory)
        .page(ORG, { agent: id }, { after: null, limit: 200, order: 'oldest' })
        .records.map(({ doc }) => doc.to),
    order: (id, reason = 'a test') => ({
      org: ORG,
      agent: id,
      actor: { kind: 'user', id: 'usr_0000000001', org: ORG, role: 'owner', session: 'ses_0000000001' },
      requestId: 'req',
      reason,
    }),
    async change(id, patch) {
      await disk.store.transaction({ org: ORG, actor: 'system:test', requestId: '' }, (tx) =>
        tx.update(agents, id, patch),
      )
    },
    async reopen() {
      opened = open(await disk.reopen())
    },
    async dispose() {
      await opened.deployments.close()
      await disk.dispose()
    },
  }
  return harness
}

/** Waits until `check` gives something. */
export async function until<T>(check: () => T | undefined | false | null, what: string, ms = 10_000): Promise<T> {
  const end = Date.now() + ms
  for (;;) {
    const value = check()
    if (value !== undefined && value !== false && value !== null) return value
    if (Date.now() > end) throw new Error(`timed out waiting for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
