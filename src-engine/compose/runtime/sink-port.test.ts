import { afterEach, beforeEach, expect, test } from 'vitest'
import { createActivityRecorder } from '../../entities/activity/recorder.ts'
import { createPolicyBook } from '../../entities/agents/policy-book.ts'
import { putAgent } from '../../entities/testing/put-agent.ts'
import { type TestContext, type TestOrganization, openTestContext } from '../../entities/testing/test-context.ts'
import { createEventBus } from '../../kernel/events.ts'
import type { AgentIdentity, SinkPort } from '../../runtime/index.ts'
import { activityEvents, conversationTurns } from '../../store/index.ts'
import { createSinkPort } from './sink-port.ts'

let context: TestContext
let organization: TestOrganization
let sink: SinkPort
let ada: AgentIdentity
let eve: AgentIdentity
let run: string

beforeEach(async () => {
  context = await openTestContext()
  organization = await context.found('Northwind')
  const { services } = context
  const bus = createEventBus((error) => {
    throw error
  })
  const activity = createActivityRecorder(services.store, bus, services.clock, services.ids, services.agents)
  sink = createSinkPort({ services, policies: createPolicyBook(services.store), activity })
  const { org } = organization
  ada = { org, agent: (await putAgent(services, org, { name: 'Ada' })).id, instance: 'ins_ada00001' }
  eve = { org, agent: (await putAgent(services, org, { name: 'Eve' })).id, instance: 'ins_eve00001' }
  run = await services.store.transaction({ org, actor: 'system:test', requestId: '' }, (tx) =>
    services.runs.create(tx, ada.agent, 'a task', 'system:test'),
  )
})
afterEach(() => context.dispose())

function turn(text: string) {
  return { run, index: 0, at: '2026-11-22T10:00:00.000Z', role: 'assistant' as const, text, toolCalls: [] }
}

test('an agent writes into its own conversation once, and nobody else does', async () => {
  expect(await sink.turns(eve, [turn('forged')])).toBe(0)
  expect(await sink.turns(ada, [turn('real')])).toBe(1)
  expect(await sink.turns(ada, [turn('again')])).toBe(0)
  const { store } = context.services
  const { records } = store
    .stream(conversationTurns)
    .page(organization.org, { run }, { after: null, limit: 10, order: 'oldest' })
  expect(records.map(({ agent, doc }) => [agent, doc.text])).toEqual([[ada.agent, 'real']])
  const incidents = store
    .stream(activityEvents)
    .page(organization.org, { type: 'incident' }, { after: null, limit: 10, order: 'oldest' })
  expect(incidents.records.map(({ agent }) => agent)).toEqual([eve.agent])
  expect(store.audit.page(organization.org, { action: 'incident.foreign-run' }, null, 10).items).toHaveLength(1)
})

test('records of a run that has ended are still taken from its agent, for they may have waited on its disk', async () => {
  const { services } = context
  await services.store.transaction({ org: organization.org, actor: 'system:test', requestId: '' }, (tx) =>
    services.runs.report(tx, ada.agent, { run, state: 'succeeded', steps: 1 }),
  )
  expect(await sink.turns(ada, [turn('late')])).toBe(1)
})
