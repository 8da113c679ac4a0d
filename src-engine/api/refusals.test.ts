import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { agents, agentsRemove, agentsStart } from '../contract/agents.ts'
import { type AuditEntry, auditList } from '../contract/audit.ts'
import { authSetup } from '../contract/auth.ts'
import { budgetsCreate } from '../contract/budgets.ts'
import { runsCreate } from '../contract/runs.ts'
import { usersRemove } from '../contract/users.ts'
import { type Makers, makersFor } from './testing/makers.ts'
import { type TestApi, openTestApi } from './testing/open-test-api.ts'
import { send } from './testing/send.ts'
import { type World, makeWorld } from './testing/world.ts'

let api: TestApi
let world: World
let make: Makers
beforeAll(async () => {
  api = await openTestApi()
  world = await makeWorld(api)
  make = makersFor(world, world.ours)
})
afterAll(async () => {
  await api.dispose()
})

async function refused(action: string): Promise<AuditEntry[]> {
  const token = await world.token(world.ours.people.owner)
  return (await send(api, auditList, { query: { action, outcome: 'refused', limit: 200 }, token })).read(
    auditList.result,
  ).items
}

test('moves that are not possible, starts that a kill forbids and what no budget covers are on record', async () => {
  const token = await world.token(world.ours.people.admin)
  const deployed = await make.runningAgent()
  const killed = await make.killedAgent()
  const poor = await make.runningAgent()
  const cap = { period: 'day', microUsd: 0, tokens: null }
  expect((await send(api, budgetsCreate, { body: { agent: poor, cap }, token })).status).toBe(201)
  const { store, agents: book } = api.services
  await store.transaction({ org: world.ours.org, actor: 'system:test', requestId: '' }, (tx) => {
    book.move(tx, deployed, 'provisioning', 'system:test', '')
    tx.update(agents, killed, { killNo: 1, released: 0, desired: 'running' })
  })
  for (const [operation, id, body, code] of [
    [agentsRemove, deployed, undefined, 'illegal_transition'],
    [runsCreate, killed, { task: 'go on' }, 'conflict'],
    [runsCreate, poor, { task: 'spend' }, 'budget_exceeded'],
  ] as const) {
    const answer = await send(api, operation, { params: { id }, body, token })
    expect(answer.problem().code).toBe(code)
    expect((await refused(operation.id)).find(({ target }) => target.includes(id))).toMatchObject({
      outcome: 'refused',
      actor: `user:${world.ours.people.admin.id}`,
      details: { code, detail: answer.problem().detail },
    })
  }
})

test('what is merely wrong or too late is not', async () => {
  const token = await world.token(world.ours.people.admin)
  expect((await send(api, agentsStart, { params: { id: 'agt_0000000000' }, body: {}, token })).status).toBe(404)
  expect((await send(api, runsCreate, { params: { id: 'agt_0000000000' }, body: {}, token })).status).toBe(400)
  expect(await refused('agents.start')).toEqual([])
})

test('a flood of refusals leaves a few rows, the last of which says so', async () => {
  const token = await world.token(world.ours.people.viewer)
  const { id } = world.ours.people.owner
  for (let n = 0; n < 40; n += 1) expect((await send(api, usersRemove, { params: { id }, token })).status).toBe(403)
  const entries = await refused('users.remove')
  expect(entries).toHaveLength(10)
  expect(entries.map(({ details }) => details['more'] !== undefined)).toEqual([true, ...Array(9).fill(false)])
  // Somebody else's are recorded all the same.
  await send(api, usersRemove, { params: { id }, token: await world.token(world.ours.people.member) })
  expect(await refused('users.remove')).toHaveLength(11)
})

test('a setup token that is wrong is on record, without what was sent', async () => {
  const body = {
    organization: 'Mine',
    owner: { name: 'Eve', email: 'eve@evil.test', password: 'a long enough password' },
  }
  expect((await send(api, authSetup, { body })).status).toBe(401)
  for (let n = 0; n < 30; n += 1)
    expect((await send(api, authSetup, { body, headers: { authorization: `Setup guess-${n}` } })).status).toBe(401)
  const database = new Database(join(api.directory, 'control.db'), { readonly: true })
  const found = database.prepare('SELECT * FROM audit_log WHERE action = ?').all('auth.setup')
  database.close()
  expect(found).toHaveLength(10)
  expect(found[0]).toMatchObject({ org: null, actor: 'anonymous', outcome: 'refused' })
  expect(JSON.stringify(found)).not.toMatch(/guess|evil/)
})
