import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { authMe, authRefresh } from '../contract/auth.ts'
import { type User, users, usersCreate, usersRemove, usersUpdate } from '../contract/users.ts'
import { makersFor } from './testing/makers.ts'
import { type TestApi, openTestApi } from './testing/open-test-api.ts'
import { type Answer, send } from './testing/send.ts'
import { PASSWORD, type Person, type World, makeWorld } from './testing/world.ts'

let api: TestApi
let world: World
beforeAll(async () => {
  api = await openTestApi()
  world = await makeWorld(api)
})
afterAll(() => api.dispose())

async function update(as: Person, id: string, body: object): Promise<Answer> {
  return send(api, usersUpdate, { params: { id }, body, token: await world.token(as) })
}
async function remove(as: Person, id: string): Promise<number> {
  return (await send(api, usersRemove, { params: { id }, token: await world.token(as) })).status
}
function someone(over: Partial<User> = {}): Promise<string> {
  return makersFor(world, world.ours).person(over)
}

describe('nobody grants above themselves', () => {
  test('an admin makes admins, never owners', async () => {
    const { admin, owner } = world.ours.people
    const create = async (as: Person, role: User['role']): Promise<number> =>
      (
        await send(api, usersCreate, {
          body: { name: 'New', email: `${role}-by-${as.id}@homeland.test`, role, password: PASSWORD },
          token: await world.token(as),
        })
      ).status
    expect([await create(admin, 'owner'), await create(admin, 'admin'), await create(owner, 'owner')]).toEqual([
      403, 201, 201,
    ])
  })

  test('an admin raises nobody to owner, not even itself', async () => {
    const { admin } = world.ours.people
    expect((await update(admin, await someone(), { role: 'owner' })).status).toBe(403)
    expect((await update(admin, admin.id, { role: 'owner' })).status).toBe(403)
    expect((await update(admin, await someone(), { role: 'admin' })).status).toBe(200)
  })

  test('an admin does not touch an owner', async () => {
    const { admin } = world.ours.people
    const second = await someone({ role: 'owner' })
    for (const body of [{ name: 'Renamed' }, { role: 'viewer' }, { disabled: true }])
      expect((await update(admin, second, body)).status).toBe(403)
    expect(await remove(admin, second)).toBe(403)
    expect(api.services.store.get(users, world.ours.org, second)?.doc).toMatchObject({ role: 'owner', disabled: false })
  })
})

describe('the last owner stays', () => {
  const owner = (): Person => world.theirs.people.owner

  test('as long as there is no other who can sign in', async () => {
    const disabled = await makersFor(world, world.theirs).person({ role: 'owner', disabled: true })
    for (const body of [{ role: 'admin' }, { disabled: true }])
      expect((await update(owner(), owner().id, body)).problem().code).toBe('conflict')
    expect(await remove(owner(), owner().id)).toBe(409)
    expect((await update(owner(), disabled, { disabled: false })).status).toBe(200)
    expect((await update(owner(), owner().id, { role: 'admin' })).status).toBe(200)
    // Now the other one is the last.
    const other = { ...owner(), id: disabled }
    expect((await update(other, disabled, { role: 'viewer' })).status).toBe(409)
    expect((await update(other, owner().id, { role: 'owner' })).status).toBe(200)
  })

  test('of two owners who demote each other at once one stays', async () => {
    const first = { ...world.ours.people.owner }
    const others = [...api.services.store.rows(users, world.ours.org).values()].filter(
      ({ doc }) => doc.role === 'owner' && doc.id !== first.id,
    )
    for (const { doc } of others) expect(await remove(first, doc.id)).toBe(204)
    const second = { ...first, id: await someone({ role: 'owner' }) }
    const answers = await Promise.all([
      update(first, second.id, { role: 'member' }),
      update(second, first.id, { role: 'member' }),
    ])
    // The other one is no owner any more, or the last.
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(['200', expect.toBeOneOf(['403', '409'])])
    const owners = [...api.services.store.rows(users, world.ours.org).values()].filter(
      ({ doc }) => doc.role === 'owner',
    )
    expect(owners).toHaveLength(1)
    const winner = owners[0]?.doc.id === first.id ? first : second
    expect((await update(winner, first.id, { role: 'owner' })).status).toBe(200)
  })
})

describe('a token follows its person', () => {
  let person: Person
  let access: string
  let refreshToken: string
  beforeEach(async () => {
    person = { id: await someone({ role: 'member' }), org: world.ours.org, email: '' }
    const { store, sessions } = api.services
    const tokens = await store.transaction({ org: person.org, actor: 'system:test', requestId: '' }, (tx) =>
      sessions.start(tx, person, 'a test'),
    )
    access = tokens.accessToken
    refreshToken = tokens.refreshToken
    expect((await send(api, authMe, { token: access })).status).toBe(200)
  })
  const isOut = async (): Promise<void> => {
    expect((await send(api, authMe, { token: access })).status).toBe(401)
    expect((await send(api, authRefresh, { body: { refreshToken } })).status).toBe(401)
  }

  test('disabled: it dies at once, and stays dead when the person comes back', async () => {
    expect((await update(world.ours.people.admin, person.id, { disabled: true })).status).toBe(200)
    await isOut()
    expect((await update(world.ours.people.admin, person.id, { disabled: false })).status).toBe(200)
    await isOut()
  })

  test('removed: it dies at once', async () => {
    expect(await remove(world.ours.people.admin, person.id)).toBe(204)
    await isOut()
  })

  test('demoted: it may do less from the next request on', async () => {
    const rename = async (): Promise<number> =>
      (await send(api, usersUpdate, { params: { id: await someone() }, body: { name: 'X' }, token: access })).status
    expect(await rename()).toBe(403)
    expect((await update(world.ours.people.owner, person.id, { role: 'admin' })).status).toBe(200)
    expect(await rename()).toBe(200)
    expect((await update(world.ours.people.owner, person.id, { role: 'viewer' })).status).toBe(200)
    expect(await rename()).toBe(403)
  })
})
