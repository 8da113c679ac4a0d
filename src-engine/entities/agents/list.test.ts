import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Agent, type AgentView, agents, agentsList } from '../../contract/agents.ts'
import { putAgent } from '../testing/put-agent.ts'
import { type TestContext, type TestOrganization, call, openTestContext } from '../testing/test-context.ts'
import { listAgents } from './list.ts'

let house: TestContext
let ours: TestOrganization
beforeAll(async () => {
  house = await openTestContext()
})
afterAll(() => house.dispose())

let round = 0
beforeEach(async () => {
  round += 1
  ours = await house.found(`Ours ${'abcdefghij'[round] ?? ''}`)
  const theirs = await house.found(`Theirs ${'abcdefghij'[round] ?? ''}`)
  await putAgent(house.services, theirs.org, { name: 'Foreign', tags: ['north'] })
  for (const [index, name] of ['Emil', 'dora', 'Carl', 'Berta', 'anna', 'Carl'].entries()) {
    await putAgent(house.services, ours.org, {
      name,
      role: index % 2 === 0 ? 'Writer' : 'Developer',
      tags: index < 4 ? ['north'] : ['south'],
    })
  }
})

type Query = Record<string, string | number>

async function pages(query: Query, limit: number): Promise<AgentView[]> {
  const found: AgentView[] = []
  let cursor: string | null = null
  do {
    const page: { items: AgentView[]; next: string | null; total: number } = await call(
      agentsList,
      listAgents,
      ours.as('viewer'),
      { query: { ...query, limit, ...(cursor === null ? {} : { cursor }) } },
    )
    found.push(...page.items)
    cursor = page.next
    if (cursor === null) expect(page.total).toBe(found.length)
  } while (cursor !== null)
  return found
}
const names = async (query: Query, limit = 50): Promise<string[]> => (await pages(query, limit)).map(({ name }) => name)

function change(agent: AgentView, patch: Partial<Agent>): Promise<unknown> {
  return house.services.store.transaction({ org: ours.org, actor: 'system:test', requestId: '' }, (tx) =>
    tx.update(agents, agent.id, patch),
  )
}

test.each([1, 2, 3, 4, 50])('pages of %d show every agent that matches once, up and down', async (limit) => {
  expect(await names({}, limit)).toEqual(['anna', 'Berta', 'Carl', 'Carl', 'dora', 'Emil'])
  expect(await names({ sort: '-name' }, limit)).toEqual(['Emil', 'dora', 'Carl', 'Carl', 'Berta', 'anna'])
  expect(await names({ tag: 'north' }, limit)).toEqual(['Berta', 'Carl', 'dora', 'Emil'])
  expect(await names({ tag: 'north', sort: '-name' }, limit)).toEqual(['Emil', 'dora', 'Carl', 'Berta'])
  expect(await names({ q: 'WRIT', sort: '-createdAt' }, limit)).toEqual(['anna', 'Carl', 'Emil'])
  expect(await names({ q: 'nobody' }, limit)).toEqual([])
})

test('a filter sees what has changed since it was asked last', async () => {
  const north: Query = { tag: 'north' }
  const [berta, , dora] = await pages(north, 50)
  if (!berta || !dora) throw new Error('two agents are tagged')
  await change(berta, { tags: ['south'] })
  expect(await names(north)).toEqual(['Carl', 'dora', 'Emil'])
  await change(dora, { name: 'Aaron' })
  expect(await names(north)).toEqual(['Aaron', 'Carl', 'Emil'])
  await putAgent(house.services, ours.org, { name: 'Bruno', tags: ['north'] })
  expect(await names(north)).toEqual(['Aaron', 'Bruno', 'Carl', 'Emil'])
  await house.services.store.transaction({ org: ours.org, actor: 'system:test', requestId: '' }, (tx) =>
    tx.remove(agents, dora.id),
  )
  expect(await names(north)).toEqual(['Bruno', 'Carl', 'Emil'])
})

test('a filter by state follows the state', async () => {
  const [anna] = await pages({}, 1)
  if (!anna) throw new Error('there is an agent')
  const before = await names({ state: 'configuring' })
  await house.services.store.transaction({ org: ours.org, actor: 'system:test', requestId: '' }, (tx) =>
    house.services.agents.move(tx, anna.id, 'configuring', 'system:test', ''),
  )
  expect([before, await names({ state: 'configuring' })]).toEqual([[], ['anna']])
})

test('who acted last moves in that order, filtered or not', async () => {
  const { agents: book } = house.services
  const north = await pages({ tag: 'north' }, 50)
  for (const [index, agent] of north.entries()) book.acted(agent.id, `2026-03-01T10:0${index}:00.000Z`, 'did something')
  expect(await names({ tag: 'north', sort: '-lastAction' }, 2)).toEqual(['Emil', 'dora', 'Carl', 'Berta'])
  book.acted(north[0]?.id ?? '', '2026-03-01T11:00:00.000Z', 'did more')
  const after = await pages({ tag: 'north', sort: '-lastAction' }, 2)
  expect(after.map(({ name }) => name)).toEqual(['Berta', 'Emil', 'dora', 'Carl'])
  expect(after[0]?.lastAction).toEqual({ at: '2026-03-01T11:00:00.000Z', text: 'did more' })
})
