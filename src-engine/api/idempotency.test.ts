import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { agents, agentsCreate, agentsUpdate } from '../contract/agents.ts'
import { authLogin } from '../contract/auth.ts'
import type { Operation } from '../contract/operation.ts'
import { organizationsCreate } from '../contract/organizations.ts'
import { targetsCreate } from '../contract/targets.ts'
import { users, usersCreate } from '../contract/users.ts'
import type { Services } from '../entities/context.ts'
import { filesHolding } from '../entities/testing/holds-bytes.ts'
import { EngineError } from '../kernel/errors.ts'
import { IDEMPOTENCY_MS, markCarriedOut } from './idempotency.ts'
import { defaultLimits } from './index.ts'
import { type HandClock, createHandClock } from './testing/hand-clock.ts'
import { type TestApi, openTestApi } from './testing/open-test-api.ts'
import { type Answer, send } from './testing/send.ts'
import { PASSWORD, type Person, type World, makeWorld } from './testing/world.ts'

type Failing = 'effect' | 'answer' | null

let api: TestApi
let world: World
let clock: HandClock
/** Which write the process does not live to finish. */
let dies: Failing
/** What the effects of marked requests wait for. */
let held: Promise<void> | null
beforeEach(async () => {
  clock = createHandClock()
  dies = null
  held = null
  api = await openTestApi({ clock, around: mortal })
  world = await makeWorld(api)
})
afterEach(() => api.dispose())

/** The same services, with a store that fails where a process would have died. */
function mortal(services: Services): Services {
  function dying(transact: Services['store']['transaction']): Services['store']['transaction'] {
    return (context, body) => {
      const keepsAnswer = context.actor === 'system:idempotency'
      if ((dies === 'answer' && keepsAnswer) || (dies === 'effect' && !keepsAnswer && context.mark))
        return Promise.reject(new EngineError('internal', 'the power went'))
      if (held && context.mark) return held.then(() => transact(context, body))
      return transact(context, body)
    }
  }
  const { transaction, independent } = services.store
  const store: Services['store'] = {
    ...services.store,
    transaction: dying(transaction),
    independent: dying(independent),
  }
  return { ...services, store }
}

async function post(
  operation: Operation,
  key: string,
  body: unknown,
  as: Person = world.ours.people.owner,
  params = {},
): Promise<Answer> {
  return send(api, operation, { params, body, token: await world.token(as), headers: { 'idempotency-key': key } })
}
function agentsNamed(name: string): number {
  return [...api.services.store.rows(agents, world.ours.org).values()].filter(({ doc }) => doc.name === name).length
}
const pointsAtKey = { code: 'conflict', errors: [{ in: 'header', pointer: '/Idempotency-Key' }] }

describe('a repeated request', () => {
  test('has one effect and one answer, after a restart too', async () => {
    const first = await post(agentsCreate, 'key-1', { name: 'Iris' })
    const again = await post(agentsCreate, 'key-1', { name: 'Iris' })
    await api.restart()
    const later = await post(agentsCreate, 'key-1', { name: 'Iris' })
    for (const { status, text, headers } of [again, later])
      expect([status, text, headers.get('etag')]).toEqual([201, first.text, first.headers.get('etag')])
    expect(agentsNamed('Iris')).toBe(1)
  })

  test('of which twenty come at once is carried out once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(agentsCreate, 'key-1', { name: 'Iris' })))
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect([answers[0]?.status, agentsNamed('Iris')]).toEqual([201, 1])
  })

  test('that says something else is refused, under way or done', async () => {
    const [first, meanwhile] = await Promise.all([
      post(agentsCreate, 'key-1', { name: 'Iris' }),
      post(agentsCreate, 'key-1', { name: 'Otto' }),
    ])
    expect([first.status, meanwhile.problem()]).toMatchObject([201, pointsAtKey])
    expect((await post(agentsCreate, 'key-1', { name: 'Otto' })).problem()).toMatchObject(pointsAtKey)
    expect((await post(targetsCreate, 'key-1', { name: 'Iris', place: { kind: 'local' } })).problem()).toMatchObject(
      pointsAtKey,
    )
    const { id } = first.read(z.object({ id: z.string() }))
    expect((await post(agentsUpdate, 'key-1', { name: 'Iris' }, undefined, { id })).problem()).toMatchObject(
      pointsAtKey,
    )
    expect(agentsNamed('Otto')).toBe(0)
  })

  test('of somebody else is another request', async () => {
    await post(agentsCreate, 'key-1', { name: 'Iris' })
    expect((await post(agentsCreate, 'key-1', { name: 'Iris' }, world.ours.people.admin)).status).toBe(201)
    expect((await post(agentsCreate, 'key-1', { name: 'Iris' }, world.theirs.people.owner)).status).toBe(201)
    expect(agentsNamed('Iris')).toBe(2)
  })

  test('that was refused may be tried again', async () => {
    const body = { name: 'Shelf', place: { kind: 'local' } }
    await post(targetsCreate, 'key-0', body)
    expect((await post(targetsCreate, 'key-1', body)).status).toBe(409)
    expect((await post(targetsCreate, 'key-1', { ...body, name: 'Another shelf' })).status).toBe(201)
  })

  test('is a new one after a day', async () => {
    await post(agentsCreate, 'key-1', { name: 'Iris' })
    clock.advance(IDEMPOTENCY_MS - 1_000)
    await api.services.store.sweep()
    await post(agentsCreate, 'key-1', { name: 'Iris' })
    expect(agentsNamed('Iris')).toBe(1)
    clock.advance(2_000)
    await api.services.store.sweep()
    expect((await post(agentsCreate, 'key-1', { name: 'Iris' })).status).toBe(201)
    expect(agentsNamed('Iris')).toBe(2)
  })
})

describe('a request that takes longer than its caller is kept waiting', () => {
  test('keeps its key until it has ended: repetitions meanwhile have no second effect, and get its answer afterwards', async () => {
    await api.dispose()
    api = await openTestApi({ clock, around: mortal, config: { limits: { ...defaultLimits, timeoutMs: 400 } } })
    world = await makeWorld(api)
    const { promise, resolve } = Promise.withResolvers<void>()
    held = promise
    for (let i = 0; i < 2; i += 1)
      expect((await post(agentsCreate, 'key-1', { name: 'Iris' })).problem()).toMatchObject({ code: 'timeout' })
    const other = (await post(agentsCreate, 'key-1', { name: 'Otto' })).problem()
    expect(other).toMatchObject(pointsAtKey)
    held = null
    resolve()
    await expect.poll(() => agentsNamed('Iris')).toBe(1)
    expect((await post(agentsCreate, 'key-1', { name: 'Iris' })).status).toBe(201)
    expect(agentsNamed('Iris')).toBe(1)
  })

  test('a mark that another carrying out has left ends the transaction; its own does not', async () => {
    const { store } = api.services
    const context = { org: world.ours.org, actor: 'user:usr_1', requestId: '' }
    const once = { key: 'user:usr_1/key-1', hash: 'the same' }
    const [first, second] = [markCarriedOut(once, clock.now()), markCarriedOut(once, clock.now())]
    const audit = (mark: typeof first) =>
      store.transaction({ ...context, mark }, (tx) => tx.audit({ action: 'x', target: '' }))
    await audit(first)
    await audit(first)
    await expect(audit(second)).rejects.toMatchObject({ code: 'conflict' })
    expect(store.audit.page(world.ours.org, { action: 'x' }, null, 10).total).toBe(2)
  })
})

describe('a process that dies', () => {
  test('between effect and answer: the repetition is told so, and has no second effect', async () => {
    dies = 'answer'
    expect((await post(agentsCreate, 'key-1', { name: 'Iris' })).status).toBe(500)
    dies = null
    await api.restart()
    const again = await post(agentsCreate, 'key-1', { name: 'Iris' })
    expect(again.problem()).toMatchObject({ code: 'conflict', detail: expect.stringContaining('carried out already') })
    expect(agentsNamed('Iris')).toBe(1)
  })

  test('before the effect: the repetition is carried out', async () => {
    dies = 'effect'
    expect((await post(agentsCreate, 'key-1', { name: 'Iris' })).status).toBe(500)
    dies = null
    await api.restart()
    expect((await post(agentsCreate, 'key-1', { name: 'Iris' })).status).toBe(201)
    expect(agentsNamed('Iris')).toBe(1)
  })
})

describe('secrets', () => {
  test('shown once are never kept: the repetition gets neither them nor a second effect', async () => {
    const body = { name: 'Third', owner: { name: 'Third', email: 'third@third.test', password: PASSWORD } }
    const first = await post(organizationsCreate, 'key-1', body)
    const { recoveryKey } = first.read(z.object({ recoveryKey: z.string().min(20) }))
    const again = await post(organizationsCreate, 'key-1', body)
    expect(again.problem().code).toBe('conflict')
    expect(api.services.store.organizations()).toHaveLength(3)
    expect(filesHolding(api.directory, recoveryKey)).toEqual([])
  })

  test('in a body leave no hash that could be guessed from; after a restart the repetition is refused, not repeated', async () => {
    const body = { name: 'Ada', email: 'ada@homeland.test', role: 'viewer', password: 'correct horse battery' }
    const first = await post(usersCreate, 'key-1', body)
    expect((await post(usersCreate, 'key-1', body)).text).toBe(first.text)
    expect((await post(usersCreate, 'key-1', { ...body, password: 'another long password' })).problem()).toMatchObject(
      pointsAtKey,
    )
    const input = { params: {}, query: {}, body: usersCreate.body.parse(body), lastEventId: null }
    const plain = createHash('sha256')
      .update(JSON.stringify([usersCreate.id, input]))
      .digest('hex')
    expect(filesHolding(api.directory, plain)).toEqual([])
    await api.restart()
    expect((await post(usersCreate, 'key-1', body)).problem().code).toBe('conflict')
    expect(
      [...api.services.store.rows(users, world.ours.org).values()].filter(({ doc }) => doc.name === 'Ada'),
    ).toHaveLength(1)
  })

  test('of a sign-in are not kept although a key was sent', async () => {
    const body = { email: world.ours.people.owner.email, password: PASSWORD, client: 'token' }
    const tokens = z.object({ accessToken: z.string(), refreshToken: z.string() })
    const first = (await post(authLogin, 'key-1', body)).read(tokens)
    const second = (await post(authLogin, 'key-1', body)).read(tokens)
    expect(second.accessToken).not.toBe(first.accessToken)
    for (const token of [first.accessToken, first.refreshToken, second.refreshToken])
      expect(filesHolding(api.directory, token)).toEqual([])
    const browser = await post(authLogin, 'key-2', { ...body, client: 'browser' })
    expect(browser.read(z.object({ refreshToken: z.null() }))).toEqual({ refreshToken: null })
    expect(browser.headers.get('set-cookie')).toContain('HttpOnly')
  })
})
