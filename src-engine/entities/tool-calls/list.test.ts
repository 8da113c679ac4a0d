import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ToolCall, toolCallsList } from '../../contract/activity.ts'
import { putDecision, putResult } from '../testing/records.ts'
import { type TestContext, type TestOrganization, call, openTestContext } from '../testing/test-context.ts'
import { listToolCalls } from './list.ts'

let house: TestContext
let ours: TestOrganization
let ids: string[]
const [ida, otto, first, second] = ['agt_00000001', 'agt_00000002', 'run_00000001', 'run_00000002']
const at = '2026-03-01T10:00:00.000Z'
beforeAll(async () => {
  house = await openTestContext()
  ours = await house.found('Ours')
  const theirs = await house.found('Theirs')
  const { services } = house
  const { org } = ours
  ids = [
    await putDecision(services, { org, agent: ida, run: first }, at, 'read', 'allow', { path: 'a' }),
    // Arguments that look like the fields a filter names must not be taken for them.
    await putDecision(services, { org, agent: ida, run: first }, at, 'write', 'ask', {
      tool: 'exec',
      verdict: 'deny',
      path: 'b',
    }),
    await putDecision(services, { org, agent: otto, run: second }, at, 'exec', 'deny', { command: 'ls' }),
  ]
  await putResult(services, { org, agent: ida, run: first }, at, ids[0] ?? '', 'content')
  await putDecision(services, { org: theirs.org, agent: ida, run: first }, at, 'read', 'deny')
})
afterAll(() => house.dispose())

async function listed(query: Record<string, string>): Promise<(number | string)[]> {
  const { items, total } = await call(toolCallsList, listToolCalls, ours.as('viewer'), { query })
  return [total, ...items.map(({ id }) => `#${ids.indexOf(id)}`)]
}

test('each decision with what came of it, newest first', async () => {
  const { items } = await call(toolCallsList, listToolCalls, ours.as('viewer'))
  expect(items.map(({ id, outcome }) => [ids.indexOf(id), outcome])).toEqual([
    [2, null],
    [1, null],
    [0, 'ok'],
  ])
  expect(items[2]).toMatchObject({
    org: ours.org,
    agent: ida,
    run: first,
    tool: 'read',
    args: { path: 'a' },
    verdict: 'allow',
    durationMs: 12,
    output: 'content',
  } satisfies Partial<ToolCall>)
})

test('filters by agent, run, tool and verdict', async () => {
  expect(await listed({ agent: otto })).toEqual([1, '#2'])
  expect(await listed({ run: first })).toEqual([2, '#1', '#0'])
  expect(await listed({ tool: 'exec' })).toEqual([1, '#2'])
  expect(await listed({ verdict: 'deny' })).toEqual([1, '#2'])
  expect(await listed({ tool: 'read', verdict: 'deny' })).toEqual([0])
})

test('a cursor goes on where the page ended', async () => {
  const page = await call(toolCallsList, listToolCalls, ours.as('viewer'), { query: { limit: 2 } })
  expect(await listed({ limit: '2', cursor: page.next ?? '' })).toEqual([3, '#0'])
})

test('nobody who is not signed in', async () => {
  await expect(call(toolCallsList, listToolCalls, house.outside({ kind: 'anonymous' }))).rejects.toMatchObject({
    code: 'unauthenticated',
  })
})
