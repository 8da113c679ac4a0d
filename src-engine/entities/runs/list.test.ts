import { afterAll, beforeAll, expect, test } from 'vitest'
import { runsList } from '../../contract/runs.ts'
import { type TestContext, type TestOrganization, call, openTestContext } from '../testing/test-context.ts'
import { listRuns } from './list.ts'

let house: TestContext
let ours: TestOrganization
const agent = 'agt_00000001'
const given: string[] = []
beforeAll(async () => {
  house = await openTestContext()
  ours = await house.found('Ours')
  const { services } = house
  const write = { org: ours.org, actor: 'system:test', requestId: '' }
  for (let n = 0; n < 6; n += 1) {
    const run = await services.store.transaction(write, (tx) =>
      services.runs.create(tx, agent, `task ${n}`, 'system:test'),
    )
    given.push(run)
    for (const state of n % 2 === 0 ? (['running', 'succeeded'] as const) : (['running'] as const))
      await services.store.transaction(write, (tx) => services.runs.report(tx, agent, { run, state, steps: 1 }))
  }
})
afterAll(() => house.dispose())

test('runs in a state: those that are in it now, with their number, page by page', async () => {
  const list = (query: object): ReturnType<typeof call<typeof runsList>> =>
    call(runsList, listRuns, ours.as('viewer'), { query })
  const first = await list({ state: 'succeeded', limit: 2 })
  expect(first).toMatchObject({ total: 3, items: [{ id: given[4] }, { id: given[2] }] })
  expect(await list({ state: 'succeeded', limit: 2, cursor: first.next ?? '' })).toMatchObject({
    items: [{ id: given[0] }],
    next: null,
  })
  expect((await list({ state: 'running' })).items.map(({ id }) => id)).toEqual([given[5], given[3], given[1]])
  expect(await list({ state: 'failed' })).toMatchObject({ items: [], total: 0 })
})
