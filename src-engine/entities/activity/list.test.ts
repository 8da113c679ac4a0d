import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Activity, activityList } from '../../contract/activity.ts'
import { putActivity } from '../testing/records.ts'
import { type TestContext, type TestOrganization, call, openTestContext } from '../testing/test-context.ts'
import { listActivity } from './list.ts'

let house: TestContext
let ours: TestOrganization
let theirs: TestOrganization
const [ida, otto, first, second] = ['agt_00000001', 'agt_00000002', 'run_00000001', 'run_00000002']
const at = (minute: number): string => `2026-03-01T10:${String(minute).padStart(2, '0')}:00.000Z`
beforeAll(async () => {
  house = await openTestContext()
  ours = await house.found('Ours')
  theirs = await house.found('Theirs')
  const { services } = house
  const { org } = ours
  await putActivity(services, { org, agent: ida, run: first }, at(1), {
    type: 'session_start',
    message: 'Began',
    data: {},
  })
  await putActivity(services, { org, agent: ida, run: first }, at(2), {
    type: 'warning',
    message: 'Slow disk',
    data: { ms: 900 },
  })
  await putActivity(services, { org, agent: ida, run: second }, at(3), { type: 'warning', message: 'Hot', data: {} })
  await putActivity(services, { org, agent: otto, run: second }, at(4), {
    type: 'error',
    message: 'Fell over a disk',
    data: {},
  })
  await putActivity(services, { org: theirs.org, agent: ida, run: first }, at(5), {
    type: 'error',
    message: 'Foreign',
    data: {},
  })
})
afterAll(() => house.dispose())

async function messages(query: Record<string, string>): Promise<string[]> {
  return (await call(activityList, listActivity, ours.as('viewer'), { query })).items.map(({ message }) => message)
}

test('newest first, and only of the organization', async () => {
  const { items, total, next } = await call(activityList, listActivity, ours.as('viewer'))
  expect(items.map(({ message }) => message)).toEqual(['Fell over a disk', 'Hot', 'Slow disk', 'Began'])
  expect(items[2]).toEqual({
    id: expect.any(String),
    org: ours.org,
    agent: ida,
    run: first,
    at: at(2),
    type: 'warning',
    message: 'Slow disk',
    data: { ms: 900 },
  } satisfies Activity)
  expect([total, next]).toEqual([4, null])
})

test('filters hold together', async () => {
  expect(await messages({ agent: ida })).toEqual(['Hot', 'Slow disk', 'Began'])
  expect(await messages({ run: second })).toEqual(['Fell over a disk', 'Hot'])
  expect(await messages({ agent: ida, type: 'warning' })).toEqual(['Hot', 'Slow disk'])
  expect(await messages({ q: 'DISK' })).toEqual(['Fell over a disk', 'Slow disk'])
  expect(await messages({ since: at(2), until: at(3) })).toEqual(['Hot', 'Slow disk'])
})

test('a cursor goes on where the page ended', async () => {
  const page = await call(activityList, listActivity, ours.as('viewer'), { query: { limit: 3 } })
  expect(await messages({ limit: '3', cursor: page.next ?? '' })).toEqual(['Began'])
  await expect(messages({ cursor: '!' })).rejects.toMatchObject({
    code: 'invalid_input',
    fields: [{ in: 'query', pointer: '/cursor' }],
  })
})

test('nobody who is not signed in', async () => {
  await expect(call(activityList, listActivity, house.outside({ kind: 'anonymous' }))).rejects.toMatchObject({
    code: 'unauthenticated',
  })
})

test('a text is found in any case of its letters, those beyond ASCII too', async () => {
  const record = { type: 'warning', message: 'Änderung an Ørsted', data: {} } as const
  await putActivity(house.services, { org: ours.org, agent: otto, run: second }, at(9), record)
  for (const q of ['Änderung', 'änderUNG', 'ørsted']) expect(await messages({ q })).toEqual([record.message])
})
