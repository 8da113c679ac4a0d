import { afterEach, beforeEach, expect, test } from 'vitest'
import { agents } from '../contract/agents.ts'
import { putAgent } from '../entities/testing/put-agent.ts'
import { type TestContext, openTestContext } from '../entities/testing/test-context.ts'
import { createEventBus } from '../kernel/events.ts'
import { endRunsWithTheirAgent } from './end-runs.ts'

let context: TestContext

beforeEach(async () => {
  context = await openTestContext()
})
afterEach(() => context.dispose())

function bus(): ReturnType<typeof createEventBus> {
  return createEventBus((error) => {
    throw error
  })
}

test('a run that a crash left open after the kill of its agent is ended at the start', async () => {
  const { services } = context
  const { org } = await context.found('Northwind')
  const write = { org, actor: 'system:test', requestId: '' }
  const [killed, well] = [await putAgent(services, org), await putAgent(services, org)]
  const open = await services.store.transaction(write, (tx) => {
    for (const { id } of [killed, well]) {
      services.agents.begin(tx, killed.id === id ? killed : well, 'system:test')
      for (const state of ['configuring', 'ready', 'provisioning', 'deploying', 'starting', 'running'] as const)
        services.agents.move(tx, id, state, 'system:test', 'a test')
    }
    return [killed, well].map(({ id }) => services.runs.create(tx, id, 'a task', 'system:test'))
  })
  // As a crash leaves it: the kill is on record, and nobody heard of it.
  await services.store.transaction(write, (tx) => tx.update(agents, killed.id, { killNo: 1 }))
  expect(services.runs.openOf(killed.id)).toHaveLength(1)

  endRunsWithTheirAgent(services, bus())
  await expect.poll(() => services.runs.openOf(killed.id)).toEqual([])
  expect(services.runs.get(org, open[0] ?? '')).toMatchObject({ state: 'stopped', reason: 'the agent was killed' })
  expect(services.runs.openOf(well.id)).toHaveLength(1)
})
