import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { roles } from '../contract/access.ts'
import { operations } from '../contract/index.ts'
import { openInstanceTokens } from '../deploy/instance-tokens.ts'
import { makersFor } from './testing/makers.ts'
import { SETUP_TOKEN, type TestApi, openTestApi } from './testing/open-test-api.ts'
import { type Cell, type Column, readMatrix } from './testing/read-matrix.ts'
import { prepare } from './testing/recipes.ts'
import { type Rows, openRows } from './testing/rows.ts'
import { type Answer, send } from './testing/send.ts'
import { type World, makeWorld } from './testing/world.ts'

const matrix = readMatrix()
const byId = new Map(operations.map((operation) => [operation.id, operation]))

let api: TestApi
let world: World
let rows: Rows
let agentToken: string
beforeAll(async () => {
  api = await openTestApi()
  world = await makeWorld(api)
  // Things of both organizations that a list might show by mistake.
  for (const place of [world.ours, world.theirs]) {
    const make = makersFor(world, place)
    await make.talk()
    await make.approval()
    await make.deployment()
    await make.budget()
    await make.secret()
    await make.provider()
  }
  const { store, ids, clock } = api.services
  const agent = await makersFor(world, world.ours).deployedAgent()
  const tokens = openInstanceTokens(store, ids, clock)
  agentToken = (await tokens.issue({ org: world.ours.org, agent, instance: ids.next('ins') })).token
  rows = openRows(api.directory)
})
afterAll(async () => {
  rows.close()
  await api.dispose()
})

test('the file names every route once, and no other', () => {
  const routes = operations.map(({ id, method, path }) => `${id} ${method.toUpperCase()} ${path}`)
  expect(matrix.map(({ operation, route }) => `${operation} ${route}`)).toEqual(expect.arrayContaining(routes))
  expect(matrix).toHaveLength(routes.length)
})

/** What even a refusal may write: that it happened. */
const REFUSAL_WRITES = ['audit_log'] as const

/** The class of outcome an answer belongs to. */
function outcomeOf(answer: Answer): string {
  return answer.status < 300 ? 'ok' : String(answer.status)
}

const stopped = z.object({ items: z.array(z.object({ ok: z.boolean() })) })

function expectOutcome(answer: Answer, cell: Cell, what: string): void {
  const outcome = cell === 'none' || cell === 'each' ? 'ok' : cell
  expect(`${what}: ${outcomeOf(answer)}${outcomeOf(answer) === outcome ? '' : answer.text.slice(0, 300)}`).toBe(
    `${what}: ${outcome}`,
  )
  if (outcome !== 'ok') expect(answer.problem().status).toBe(answer.status)
  if (cell === 'each') expect(answer.read(stopped).items).toEqual([{ ok: false }])
}

describe('every route for every caller', () => {
  for (const { operation: id, cells } of matrix) {
    test(`${id} answers as the file says`, async () => {
      const operation = byId.get(id)
      if (!operation) throw new Error(`there is no operation ${id}`)
      const { ours, theirs } = world

      // What is refused changes nothing, so one request of each kind is enough for all who are refused.
      const own = await prepare(world, operation, ours, null)
      for (const [column, headers] of [
        ['nobody', {}],
        ['agent', { authorization: `Bearer ${agentToken}` }],
      ] as const) {
        const sending = cells[column] === 'ok' ? await prepare(world, operation, ours, null) : own
        const before = rows.mark(REFUSAL_WRITES)
        expectOutcome(await send(api, operation, { ...sending, headers }), cells[column], `${column} ${id}`)
        if (cells[column] !== 'ok')
          expect({ what: `no write: ${column} ${id}`, rows: rows.mark(REFUSAL_WRITES) }).toEqual({
            what: `no write: ${column} ${id}`,
            rows: before,
          })
      }
      for (const role of roles) {
        const column: Column = `own ${role}`
        const caller = ours.people[role]
        const sending = cells[column] === 'ok' ? await prepare(world, operation, ours, caller) : own
        const token = await world.token(caller)
        const before = rows.mark(REFUSAL_WRITES)
        const answer = await send(api, operation, { ...sending, token })
        expectOutcome(answer, cells[column], `${column} ${id}`)
        expect(`${column} ${id} answered: ${answer.text}`).not.toMatch(
          new RegExp(`${theirs.marker}|${theirs.org}`, 'i'),
        )
        if (cells[column] !== 'ok')
          expect({ what: `no write: ${column} ${id}`, rows: rows.mark(REFUSAL_WRITES) }).toEqual({
            what: `no write: ${column} ${id}`,
            rows: before,
          })
      }
      if (cells['other owner'] === '·') return
      const foreign = await prepare(world, operation, theirs, null)
      for (const role of roles) {
        const column: Column = `other ${role}`
        const token = await world.token(ours.people[role])
        const before = rows.of(theirs.org)
        const answer = await send(api, operation, { ...foreign, token })
        expectOutcome(answer, cells[column], `${column} ${id}`)
        expect(`${column} ${id} answered: ${answer.text}`).not.toMatch(new RegExp(theirs.marker, 'i'))
        expect(rows.of(theirs.org)).toEqual(before)
      }
    })
  }
})

test('the setup token makes the first owner and does nothing else', async () => {
  const empty = await openTestApi()
  try {
    // Ids are those of the other engine: well-formed, and here nothing has them.
    for (const { operation: id, cells } of matrix.toSorted(
      (a, b) => Number(a.cells.setup === 'ok') - Number(b.cells.setup === 'ok'),
    )) {
      const operation = byId.get(id)
      if (!operation) throw new Error(`there is no operation ${id}`)
      const sending = await prepare(world, operation, world.ours, null)
      const answer = await send(empty, operation, { ...sending, headers: { authorization: `Setup ${SETUP_TOKEN}` } })
      expectOutcome(answer, cells.setup, `setup ${id}`)
    }
  } finally {
    await empty.dispose()
  }
})
