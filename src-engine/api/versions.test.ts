import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { agentsGet, agentsRemove, agentsUpdate } from '../contract/agents.ts'
import { budgetsGet, budgetsRemove, budgetsUpdate } from '../contract/budgets.ts'
import type { Operation } from '../contract/operation.ts'
import { organizationsGet, organizationsUpdate } from '../contract/organizations.ts'
import { providersGet, providersRemove, providersUpdate } from '../contract/providers.ts'
import { settingsGet, settingsUpdate } from '../contract/settings.ts'
import { targetsGet, targetsRemove, targetsUpdate } from '../contract/targets.ts'
import { usersGet, usersRemove, usersUpdate } from '../contract/users.ts'
import { type Makers, makersFor } from './testing/makers.ts'
import { type TestApi, openTestApi } from './testing/open-test-api.ts'
import { type Answer, send } from './testing/send.ts'
import { type World, makeWorld } from './testing/world.ts'

let api: TestApi
let world: World
let make: Makers
let token: string
beforeAll(async () => {
  api = await openTestApi()
  world = await makeWorld(api)
  make = makersFor(world, world.ours)
  token = await world.token(world.ours.people.owner)
})
afterAll(() => api.dispose())

interface Document {
  readonly name: string
  readonly get: Operation
  readonly update: Operation
  readonly remove: Operation | null
  id(): Promise<string | null>
  /** Two changes that differ. */
  change(turn: number): object
}

const cap = (turn: number): object => ({ cap: { period: 'day', microUsd: 1_000 + turn, tokens: null } })
const name = (turn: number): object => ({ name: `Version ${turn} ${make.unique()}` })
const documents: readonly Document[] = [
  { name: 'agent', get: agentsGet, update: agentsUpdate, remove: agentsRemove, id: () => make.agent(), change: name },
  {
    name: 'target',
    get: targetsGet,
    update: targetsUpdate,
    remove: targetsRemove,
    id: () => make.target(),
    change: name,
  },
  {
    name: 'provider',
    get: providersGet,
    update: providersUpdate,
    remove: providersRemove,
    id: () => make.provider(),
    change: name,
  },
  {
    name: 'budget',
    get: budgetsGet,
    update: budgetsUpdate,
    remove: budgetsRemove,
    id: () => make.budget(),
    change: cap,
  },
  { name: 'person', get: usersGet, update: usersUpdate, remove: usersRemove, id: () => make.person(), change: name },
  {
    name: 'organization',
    get: organizationsGet,
    update: organizationsUpdate,
    remove: null,
    id: async () => world.ours.org,
    change: name,
  },
  {
    name: 'settings',
    get: settingsGet,
    update: settingsUpdate,
    remove: null,
    id: async () => null,
    change: (turn) => ({ approvalSeconds: 100 + turn }),
  },
]

describe.each(documents)('$name', ({ get, update, remove, id: makeId, change }) => {
  let params: Record<string, string>
  beforeAll(async () => {
    const id = await makeId()
    params = id === null ? {} : { id }
  })
  const read = (headers: Record<string, string> = {}): Promise<Answer> => send(api, get, { params, token, headers })
  const write = (turn: number, headers: Record<string, string> = {}): Promise<Answer> =>
    send(api, update, { params, token, headers, body: change(turn) })
  async function tag(): Promise<string> {
    return (await read()).headers.get('etag') ?? ''
  }

  test('has a strong tag that stands for its version; who has it is not sent it again', async () => {
    const answer = await read()
    expect(answer.headers.get('etag')).toMatch(/^"\d+"$/)
    expect(answer.headers.get('etag')).toBe(`"${String(Object(answer.json()).version)}"`)
    const known = await read({ 'if-none-match': await tag() })
    expect([known.status, known.text, known.headers.get('etag')]).toEqual([304, '', await tag()])
    expect((await read({ 'if-none-match': '"0"' })).status).toBe(200)
    expect((await read({ 'if-none-match': `"0", ${await tag()}` })).status).toBe(304)
    expect((await read({ 'if-none-match': '*' })).status).toBe(304)
    expect((await read({ 'if-none-match': `W/${await tag()}` })).status).toBe(304)
  })

  test('is changed only from the version that was seen', async () => {
    const seen = await tag()
    const changed = await write(1, { 'if-match': seen })
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, await tag()])
    expect(await tag()).not.toBe(seen)
    const before = (await read()).text
    const late = await write(2, { 'if-match': seen })
    expect(late.problem().code).toBe('precondition_failed')
    expect((await read()).text).toBe(before)
    expect((await write(3, { 'if-match': '*' })).status).toBe(200)
    expect((await write(4)).status).toBe(200)
  })

  test('of ten who saw the same version one changes it', async () => {
    const seen = await tag()
    const answers = await Promise.all(Array.from({ length: 10 }, (_, turn) => write(10 + turn, { 'if-match': seen })))
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual([
      '200',
      ...Array.from({ length: 9 }, () => '412'),
    ])
  })

  test('that is saved unchanged keeps its version, and the answer says so', async () => {
    const turn = 50
    const body = change(turn)
    const first = await send(api, update, { params, token, body })
    const again = await send(api, update, { params, token, body })
    expect([again.status, again.headers.get('etag')]).toEqual([200, first.headers.get('etag')])
    expect(again.headers.get('etag')).toBe(await tag())
    expect(again.json()).toEqual((await read()).json())
  })

  test('is removed only in the version that was seen', async () => {
    if (!remove) return
    const seen = await tag()
    await write(60)
    const drop = async (ifMatch: string): Promise<number> =>
      (await send(api, remove, { params, token, headers: { 'if-match': ifMatch } })).status
    expect(await drop(seen)).toBe(412)
    expect(await drop(await tag())).toBe(204)
    expect((await read()).status).toBe(404)
  })
})
