import { afterEach, beforeEach, expect, test } from 'vitest'
import { agents } from '../../contract/agents.ts'
import { createActivityRecorder } from '../../entities/activity/recorder.ts'
import { createPolicyBook } from '../../entities/agents/policy-book.ts'
import { putAgent } from '../../entities/testing/put-agent.ts'
import { type TestContext, openTestContext } from '../../entities/testing/test-context.ts'
import { createEventBus } from '../../kernel/events.ts'
import { createPolicyPort } from './policy-port.ts'

let context: TestContext
beforeEach(async () => {
  context = await openTestContext()
})
afterEach(() => context.dispose())

test('an edit binds from the next call on, also a call that comes while others still hear of the edit', async () => {
  const { services } = context
  const { store, clock, ids } = services
  const { org } = await context.found('Northwind')
  const who = {
    org,
    agent: (await putAgent(services, org, { tools: ['list'], desired: 'running' })).id,
    instance: 'ins_00000001',
  }
  const seen: string[] = []
  // Hears of an edit before whoever began to listen later.
  store.listen(agents, () => seen.push(policy.of(who).policyRev))
  const bus = createEventBus((error) => {
    throw error
  })
  const activity = createActivityRecorder(store, bus, clock, ids, services.agents)
  const policies = createPolicyBook(store)
  const policy = createPolicyPort({ services, policies, activity })
  const before = policy.of(who)

  await store.transaction({ org, actor: 'system:test', requestId: '' }, (tx) => {
    tx.update(agents, who.agent, { tools: ['list', 'read'], paused: true })
    expect(policy.of(who)).toEqual(before)
  })

  expect(policy.of(who)).toMatchObject({ hold: { kind: 'paused' } })
  expect([...policy.of(who).tools.keys()]).toEqual(['read', 'list'])
  expect(seen).toEqual([policy.of(who).policyRev])
})
