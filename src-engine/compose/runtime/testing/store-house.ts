import { z } from 'zod'
import { type Agent, agents, limitsSchema } from '../../../contract/agents.ts'
import { budgets } from '../../../contract/budgets.ts'
import { profileSchema } from '../../../contract/permissions.ts'
import { referenceTools } from '../../../contract/reference-tools.ts'
import { createActivityRecorder } from '../../../entities/activity/recorder.ts'
import { createPolicyBook, holdOf } from '../../../entities/agents/policy-book.ts'
import { putAgent } from '../../../entities/testing/put-agent.ts'
import { type TestContext, openTestContext } from '../../../entities/testing/test-context.ts'
import { createEventBus } from '../../../kernel/events.ts'
import type { AgentIdentity, RuntimePorts } from '../../../runtime/index.ts'
import type { House } from '../../../runtime/testing/house.ts'
import { OTHER_TOKEN, TOKEN } from '../../../runtime/testing/memory-ports.ts'
import { type Tx, decisions, toolResults } from '../../../store/index.ts'
import { createRuntimePorts } from '../index.ts'

export interface StoreHouse extends House {
  readonly who: AgentIdentity
  readonly context: TestContext
  /** Opens everything anew from the disk. The ports from before are good for nothing. */
  restart(): Promise<void>
  change(patch: Partial<Agent>): Promise<void>
}

const cited = z.object({ run: z.string().nullable(), decision: z.string().nullable() })
const ALL = { after: null, limit: 200, order: 'oldest' } as const

/** The house with the ports of production over a real store. */
export async function openStoreHouse(over: Partial<RuntimePorts> = {}): Promise<StoreHouse> {
  let now = Date.UTC(2026, 10, 23, 12)
  const clock = { now: () => now, monotonic: () => now }
  const context = await openTestContext({}, clock)
  const { org } = await context.found('Northwind')
  const described = {
    tools: referenceTools.map(({ id }) => id),
    desired: 'running',
    permissions: profileSchema.parse({ otherwise: 'allow' }),
  } as const
  const { id: agent } = await putAgent(context.services, org, { ...described, tools: [...described.tools] })
  const { id: other } = await putAgent(context.services, org, { ...described, tools: [...described.tools] })
  const who = { org, agent, instance: 'ins_00000001' }
  const identity: RuntimePorts['identity'] = {
    authenticate: async (token) =>
      token === TOKEN ? who : token === OTHER_TOKEN ? { ...who, agent: other, instance: 'ins_00000002' } : null,
    msLeft: () => null,
    challenge: () => 'none',
    renew: async () => null,
  }
  let parts = open()

  function open(): { ports: RuntimePorts; policyRev: () => string } {
    const { services } = context
    const { store, ids } = services
    const bus = createEventBus((error) => {
      throw error
    })
    const activity = createActivityRecorder(store, bus, clock, ids, services.agents)
    const policies = createPolicyBook(store)
    return {
      ports: { ...createRuntimePorts({ services, policies, activity }, identity), ...over },
      policyRev: () => policies.of(org, agent).policyRev,
    }
  }
  function write<T>(body: (tx: Tx) => T): Promise<T> {
    return context.services.store.transaction({ org, actor: 'system:test', requestId: '' }, body)
  }
  async function change(patch: Partial<Agent>): Promise<void> {
    await write((tx) => tx.update(agents, agent, patch))
  }
  const run = await write((tx) => context.services.runs.create(tx, agent, 'a task', 'system:test'))

  return {
    get ports() {
      return parts.ports
    },
    who,
    agent,
    run,
    context,
    change,
    policyRev: () => parts.policyRev(),
    setProfile: (permissions) => change({ permissions }),
    async hold(kind) {
      await change(kind === 'paused' ? { paused: true } : kind === 'stopped' ? { desired: 'stopped' } : { killNo: 1 })
      const held = context.services.store.get(agents, org, agent)
      const reason = held && holdOf(held.doc)?.reason
      if (reason === undefined) throw new Error('the agent is not held')
      return reason
    },
    async cap(microUsd) {
      await write((tx) =>
        tx.insert(budgets, {
          id: 'bud_00000001',
          org,
          createdAt: tx.at,
          agent,
          cap: { period: 'day', microUsd, tokens: null },
        }),
      )
    },
    limit: (limits) => change({ limits: limitsSchema.parse(limits) }),
    async endRun() {
      await write((tx) => context.services.runs.report(tx, agent, { run, state: 'cancelled', steps: 0 }))
    },
    async answer(approval, state) {
      await write((tx) => context.services.approvals.decide(tx, approval, state, [], null))
    },
    pass(ms) {
      now += ms
    },
    decisions: () =>
      context.services.store
        .stream(decisions)
        .page(org, {}, ALL)
        .records.map(({ id, doc, ...record }) => ({ ...doc, id, agent: record.agent ?? '', run: record.run ?? '' })),
    results: () => context.services.store.stream(toolResults).page(org, {}, ALL).records.length,
    incidents: () =>
      context.services.store.audit
        .page(org, {}, null, 100)
        .items.filter(({ action }) => action.startsWith('incident.'))
        .toReversed()
        .map(({ action, details }) => ({
          kind: action.slice('incident.'.length),
          ...cited.parse(details),
        })),
    async restart() {
      await context.restart()
      parts = open()
    },
    dispose: () => context.dispose(),
  }
}
