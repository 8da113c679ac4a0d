import { afterEach, beforeEach, expect, test } from 'vitest'
import { budgets } from '../../contract/budgets.ts'
import type { AgentState } from '../../contract/lifecycle.ts'
import { systemStats } from '../../contract/system.ts'
import type { Clock } from '../../kernel/ports.ts'
import { putAgent } from '../testing/put-agent.ts'
import { putDecision } from '../testing/records.ts'
import { type TestContext, type TestOrganization, call, openTestContext } from '../testing/test-context.ts'
import { getStats } from './stats.ts'

let now = 0
const clock: Clock = { now: () => now, monotonic: () => now }
let house: TestContext
let ours: TestOrganization
let theirs: TestOrganization
beforeEach(async () => {
  // Noon of the tenth day of a month of thirty.
  now = Date.UTC(2026, 3, 10, 12)
  house = await openTestContext({}, clock)
  ours = await house.found('Ours')
  theirs = await house.found('Theirs')
})
afterEach(() => house.dispose())

const system = (org: string): { org: string; actor: string; requestId: string } => ({
  org,
  actor: 'system:test',
  requestId: '',
})
const stats = (of = ours) => call(systemStats, getStats, of.as('viewer'))

test('an organization with nothing has nothing', async () => {
  expect(await stats()).toEqual({
    agents: {
      total: 0,
      running: 0,
      degraded: 0,
      stopped: 0,
      error: 0,
      draft: 0,
      moving: 0,
      heldByBudget: 0,
      killed: 0,
    },
    spend: { todayMicroUsd: 0, monthMicroUsd: 0, monthCapMicroUsd: null, forecastMicroUsd: null },
    approvals: { waiting: 0, oldestAt: null, nextExpiryAt: null },
    decisions: { today: 0, allowed: 0, asked: 0, denied: 0 },
    deployments: { running: 0 },
  })
})

test('agents are counted by observed state, killed ones and those a budget holds beside that', async () => {
  const { services } = house
  async function inState(...path: AgentState[]): Promise<string> {
    const { id } = await putAgent(services, ours.org)
    for (const to of path)
      await services.store.transaction(system(ours.org), (tx) => services.agents.move(tx, id, to, 'test', ''))
    return id
  }
  const runs = ['configuring', 'ready', 'provisioning', 'deploying', 'starting', 'running'] as const
  const running = await inState(...runs)
  await inState(...runs, 'degraded')
  await inState(...runs, 'stopped')
  await inState('configuring', 'ready', 'provisioning', 'error')
  await inState('configuring', 'ready', 'provisioning')
  await inState('configuring')
  await putAgent(services, ours.org, { killNo: 2, released: 1 })
  await putAgent(services, theirs.org)
  expect((await stats()).agents).toEqual({
    total: 7,
    running: 1,
    degraded: 1,
    stopped: 1,
    error: 1,
    draft: 2,
    moving: 1,
    heldByBudget: 0,
    killed: 1,
  })

  await services.store.transaction(system(ours.org), (tx) =>
    tx.insert(budgets, {
      id: 'bud_00000001',
      org: ours.org,
      createdAt: tx.at,
      agent: running,
      cap: { period: 'day', microUsd: 100, tokens: null },
    }),
  )
  await spend(ours, running, 100)
  expect((await stats()).agents.heldByBudget).toBe(1)
  await services.store.transaction(system(ours.org), (tx) =>
    tx.insert(budgets, {
      id: 'bud_00000002',
      org: ours.org,
      createdAt: tx.at,
      agent: null,
      cap: { period: 'month', microUsd: 100, tokens: null },
    }),
  )
  expect((await stats()).agents.heldByBudget).toBe(7)
})

let key = 0
async function spend(of: TestOrganization, agent: string, microUsd: number): Promise<void> {
  key += 1
  await house.services.budgets.book({ org: of.org, agent, run: null }, `k${key}`, {
    model: 'm',
    provider: 'p',
    microUsd,
    inputTokens: 1,
    outputTokens: 1,
    estimated: false,
  })
}

test('spend of the day and the month, the tightest cap of the month, and where it leads', async () => {
  const { id } = await putAgent(house.services, ours.org)
  now = Date.UTC(2026, 3, 2, 12)
  await spend(ours, id, 900)
  now = Date.UTC(2026, 3, 10, 12)
  await spend(ours, id, 50)
  await spend(theirs, (await putAgent(house.services, theirs.org)).id, 7)
  await house.services.store.transaction(system(ours.org), (tx) => {
    const cap = (n: number, microUsd: number | null, agent: string | null, period: 'month' | 'day') =>
      tx.insert(budgets, {
        id: `bud_0000001${n}`,
        org: ours.org,
        createdAt: tx.at,
        agent,
        cap: { period, microUsd, tokens: null },
      })
    cap(1, 5_000, null, 'month')
    cap(2, 3_000, null, 'month')
    cap(3, null, null, 'month')
    cap(4, 2_000, id, 'month')
    cap(5, 1_500, null, 'day')
  })
  // 950 in 9.5 of 30 days.
  expect((await stats()).spend).toEqual({
    todayMicroUsd: 50,
    monthMicroUsd: 950,
    monthCapMicroUsd: 3_000,
    forecastMicroUsd: 3_000,
  })
  now = Date.UTC(2026, 4, 1, 0, 30)
  await spend(ours, id, 5)
  expect((await stats()).spend).toMatchObject({ todayMicroUsd: 5, monthMicroUsd: 5, forecastMicroUsd: null })
})

test('waiting approvals with the oldest and the one that ends first', async () => {
  const { id: agent } = await putAgent(house.services, ours.org)
  const hash = 'a'.repeat(64)
  async function ask(call: string, minutes: number): Promise<void> {
    const expiresAt = new Date(now + minutes * 60_000).toISOString()
    await house.services.approvals.request(ours.org, {
      agent,
      run: 'run_00000001',
      agentName: 'Iris',
      call,
      tool: 'exec',
      args: {},
      argsHash: hash,
      risk: 'high',
      sideEffects: [],
      reason: 'asked',
      policyRev: hash,
      required: 1,
      expiresAt,
    })
  }
  await ask('one', 30)
  now += 60_000
  await ask('two', 5)
  await ask('three', 60)
  expect((await stats()).approvals).toEqual({
    waiting: 3,
    oldestAt: '2026-04-10T12:00:00.000Z',
    nextExpiryAt: '2026-04-10T12:06:00.000Z',
  })
  now += 6 * 60_000
  expect((await stats()).approvals).toMatchObject({ waiting: 2, nextExpiryAt: '2026-04-10T12:30:00.000Z' })
  expect((await stats(theirs)).approvals.waiting).toBe(0)
})

test('decisions of the day, counted on from the last look, and anew on the next day', async () => {
  const place = { org: ours.org, agent: 'agt_00000001', run: 'run_00000001' }
  async function decide(verdict: 'allow' | 'ask' | 'deny', times: number): Promise<void> {
    const at = new Date(now).toISOString()
    await Promise.all(Array.from({ length: times }, () => putDecision(house.services, place, at, 'read', verdict)))
  }
  now = Date.UTC(2026, 3, 9, 23, 59)
  await decide('allow', 4)
  now = Date.UTC(2026, 3, 10, 0, 0)
  await decide('allow', 1_200)
  await decide('deny', 3)
  expect((await stats()).decisions).toEqual({ today: 1_203, allowed: 1_200, asked: 0, denied: 3 })
  await decide('ask', 2)
  const seen = { today: 1_205, allowed: 1_200, asked: 2, denied: 3 }
  const both = await Promise.all([stats(), stats()])
  expect(both.map(({ decisions }) => decisions)).toEqual([seen, seen])
  expect((await stats(theirs)).decisions.today).toBe(0)
  // Judged today, but nobody looked before the day was over.
  await decide('allow', 1)
  now = Date.UTC(2026, 3, 11, 0, 0)
  expect((await stats()).decisions.today).toBe(0)
  await decide('deny', 1)
  expect((await stats()).decisions).toEqual({ today: 1, allowed: 0, asked: 0, denied: 1 })
})

test('a call counts once, however often it is decided', async () => {
  const { services } = house
  async function decide(agent: string, call: string, verdict: 'allow' | 'ask' | 'deny', approval: string | null) {
    const place = { org: ours.org, agent, run: 'run_00000001' }
    await putDecision(services, place, new Date(now).toISOString(), 'write', verdict, {}, { call, approval })
  }
  // Asked, asked again while it waited, and allowed once somebody had approved it; another agent acts in between.
  await decide('agt_00000001', 'one', 'ask', 'apr_00000001')
  await decide('agt_00000002', 'other', 'allow', null)
  await decide('agt_00000001', 'one', 'ask', 'apr_00000001')
  expect((await stats()).decisions).toEqual({ today: 2, allowed: 1, asked: 1, denied: 0 })
  await decide('agt_00000001', 'one', 'allow', 'apr_00000001')
  expect((await stats()).decisions).toEqual({ today: 2, allowed: 2, asked: 1, denied: 0 })
  // An allow that was not used in time is decided again.
  await decide('agt_00000002', 'slow', 'allow', null)
  await decide('agt_00000002', 'slow', 'allow', null)
  expect((await stats()).decisions).toEqual({ today: 3, allowed: 3, asked: 1, denied: 0 })
  // Asked before midnight, approved after it: counted on the day before.
  await decide('agt_00000001', 'late', 'ask', 'apr_00000002')
  expect((await stats()).decisions.today).toBe(4)
  now = Date.UTC(2026, 3, 11, 0, 1)
  await decide('agt_00000001', 'late', 'allow', 'apr_00000002')
  expect((await stats()).decisions).toEqual({ today: 0, allowed: 1, asked: 0, denied: 0 })
})

test('nobody who is not signed in', async () => {
  await expect(call(systemStats, getStats, house.outside({ kind: 'anonymous' }))).rejects.toMatchObject({
    code: 'unauthenticated',
  })
})
