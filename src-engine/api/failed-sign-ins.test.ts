import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { auditEntrySchema, auditExport, auditList } from '../contract/audit.ts'
import { authLogin } from '../contract/auth.ts'
import { type HandClock, createHandClock } from './testing/hand-clock.ts'
import { type TestApi, openTestApi } from './testing/open-test-api.ts'
import { send } from './testing/send.ts'
import { PASSWORD, type Person, type World, makeWorld } from './testing/world.ts'

let clock: HandClock
let api: TestApi
let world: World
beforeEach(async () => {
  clock = createHandClock()
  api = await openTestApi({ clock })
  world = await makeWorld(api)
})
afterEach(() => api.dispose())

async function signIn(email: string, password = 'wrong'): Promise<number> {
  return (await send(api, authLogin, { body: { email, password, client: 'token' } })).status
}
const page = z.object({ items: z.array(auditEntrySchema) })
async function seenBy(person: Person, q: string): Promise<z.output<typeof auditEntrySchema>[]> {
  const query = { action: 'auth.login', q }
  const list = await world.must(person, auditList, { query })
  const { items } = list.read(page)
  const exported = await world.must(person, auditExport, { query })
  expect(exported.text.split('\n').filter((line) => line !== '')).toHaveLength(items.length)
  return items
}

test('with an email that nobody has are seen by whoever reads an audit log of this machine', async () => {
  expect(await signIn('stranger@nowhere.test')).toBe(401)
  const { ours, theirs } = world
  for (const reader of [ours.people.admin, ours.people.owner, theirs.people.owner])
    expect(await seenBy(reader, 'stranger@nowhere.test')).toMatchObject([
      { org: null, actor: 'anonymous', outcome: 'failed', target: 'unknown', details: { failures: 1 } },
    ])
  for (const role of ['viewer', 'member'] as const) {
    const token = await world.token(ours.people[role])
    expect((await send(api, auditList, { token })).status).toBe(403)
  }
})

test('of somebody are seen in their organization alone', async () => {
  const { ours, theirs } = world
  const { email, id } = theirs.people.member
  expect(await signIn(email)).toBe(401)
  expect(await seenBy(ours.people.owner, email)).toEqual([])
  expect(await seenBy(theirs.people.owner, email)).toMatchObject([{ org: theirs.org, target: id, outcome: 'failed' }])
})

test('that a lock refused are seen, too, and count for nothing', async () => {
  const { owner, member } = world.ours.people
  for (let i = 0; i < 6; i += 1) expect(await signIn(member.email)).toBe(401)
  for (const password of ['wrong', PASSWORD]) expect(await signIn(member.email, password)).toBe(429)
  const items = await seenBy(owner, member.email)
  expect(items.map(({ outcome }) => outcome)).toEqual(['refused', 'refused', ...Array(6).fill('failed')])
  expect(items[0]).toMatchObject({ target: member.id, details: { reason: 'locked out', retryAfter: 1 } })
  clock.advance(1_000)
  expect(await signIn(member.email, PASSWORD)).toBe(200)
})
