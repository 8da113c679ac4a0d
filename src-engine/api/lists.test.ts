import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { activityList } from '../contract/activity.ts'
import {
  type AgentView,
  agentViewSchema,
  agents,
  agentsCreate,
  agentsGet,
  agentsList,
  agentsRemove,
} from '../contract/agents.ts'
import { budgetsCreate } from '../contract/budgets.ts'
import { agentStates } from '../contract/lifecycle.ts'
import type { Operation } from '../contract/operation.ts'
import { pageOf } from '../contract/page.ts'
import { usersList, usersRemove } from '../contract/users.ts'
import { z } from 'zod'
import { movesFrom } from '../decide/lifecycle.ts'
import { makersFor } from './testing/makers.ts'
import { type TestApi, activityOf, openTestApi } from './testing/open-test-api.ts'
import { send } from './testing/send.ts'
import { type Place, type World, makeWorld } from './testing/world.ts'

let api: TestApi
let world: World
let token: string
beforeAll(async () => {
  api = await openTestApi()
  world = await makeWorld(api)
  token = await world.token(world.ours.people.owner)
})
afterAll(() => api.dispose())

type Query = Record<string, string | number>
const agentPage = pageOf(agentViewSchema)
const anyPage = pageOf(z.looseObject({ id: z.string() }))

async function page<Item extends z.ZodType>(
  operation: Operation,
  schema: ReturnType<typeof pageOf<Item>>,
  query: Query,
): Promise<z.output<ReturnType<typeof pageOf<Item>>>> {
  return (await send(api, operation, { query, token })).read(schema)
}

const NAMES = ['Iris', 'iris', 'Otto', 'Zoë', 'zoe', 'Ida 2', 'ida 10', '\u{1f600}', '%_', "O'Neil"] as const
const TAGS = ['north', 'south', 'NORTH'] as const

/** What can happen to agents between two looks at the list. */
const happening = fc.oneof(
  fc.record({
    what: fc.constant('create' as const),
    name: fc.constantFrom(...NAMES),
    tags: fc.uniqueArray(fc.constantFrom(...TAGS)),
  }),
  fc.record({
    what: fc.constantFrom('rename', 'tag', 'move', 'act', 'spend', 'kill', 'cap', 'remove'),
    pick: fc.nat(),
    name: fc.constantFrom(...NAMES),
    amount: fc.nat(5_000),
  }),
)
const filterParts = {
  q: fc.constantFrom('i', 'IRIS', ' o ', "'", '%', 'writer', 'north', 'nobody'),
  state: fc.constantFrom(...agentStates.slice(0, 6)),
  attention: fc.constantFrom('true', 'false'),
  tag: fc.constantFrom(...TAGS),
}
const paging = {
  sort: fc.constantFrom(
    'name',
    '-name',
    'createdAt',
    '-createdAt',
    'state',
    '-state',
    'spend',
    '-spend',
    'lastAction',
    '-lastAction',
  ),
  limit: fc.integer({ min: 1, max: 7 }),
}
/** Mostly one filter at a time, so that something is found; sometimes several. */
const filters = fc.oneof(
  fc.record({ ...paging, q: filterParts.q }),
  fc.record({ ...paging, state: filterParts.state }),
  fc.record({ ...paging, tag: filterParts.tag }),
  fc.record({ ...filterParts, ...paging }, { requiredKeys: ['limit'] }),
)

interface Filters {
  readonly q?: string
  readonly state?: string
  readonly attention?: string
  readonly tag?: string
  readonly sort?: string
}

/** The list as its contract says it, with no index and no memory: all agents, one test after the other, one sort. */
function naive(all: readonly AgentView[], query: Filters): string[] {
  const wanted = query.q?.trim().toLowerCase()
  const matching = all.filter(
    ({ name, role, tags, observed, killNo, released, spend }) =>
      (wanted === undefined || [name, role, ...tags].some((text) => text.toLowerCase().includes(wanted))) &&
      (query.state === undefined || observed.state === query.state) &&
      (query.tag === undefined || tags.includes(query.tag)) &&
      (query.attention === undefined ||
        (observed.state === 'degraded' || observed.state === 'error' || killNo > released || spend.stopped) ===
          (query.attention === 'true')),
  )
  const sort = (query.sort ?? 'name').replace('-', '')
  const rank = (view: AgentView): string | number => {
    if (sort === 'name') return view.name.toLowerCase()
    if (sort === 'createdAt') return view.createdAt
    if (sort === 'state') return agentStates.indexOf(view.observed.state)
    return sort === 'spend' ? view.spend.todayMicroUsd : (view.lastAction?.at ?? '')
  }
  const order = (a: AgentView, b: AgentView): number => {
    const [first, second] = [rank(a), rank(b)]
    if (first !== second) return first < second ? -1 : 1
    return a.id < b.id ? -1 : 1
  }
  const sorted = matching.toSorted(order).map(({ id }) => id)
  return query.sort?.startsWith('-') ? sorted.toReversed() : sorted
}

async function happen(place: Place, step: unknown, at: number): Promise<void> {
  const { services } = api
  const { owner } = place.people
  const parsed = stepSchema.parse(step)
  const ids = [...services.store.rows(agents, place.org).keys()]
  if (parsed.what === 'create') {
    await world.must(owner, agentsCreate, { body: { name: parsed.name, role: 'Writer', tags: parsed.tags } })
    return
  }
  const id = ids[parsed.pick % Math.max(1, ids.length)]
  if (id === undefined) return
  const write = (patch: object): Promise<unknown> =>
    services.store.transaction({ org: place.org, actor: 'system:test', requestId: '' }, (tx) =>
      tx.update(agents, id, patch),
    )
  const who = { org: place.org, agent: id, run: null }
  if (parsed.what === 'rename') await write({ name: parsed.name })
  if (parsed.what === 'tag') await write({ tags: TAGS.slice(parsed.amount % 3) })
  if (parsed.what === 'kill') await write({ killNo: 1 })
  if (parsed.what === 'act')
    await activityOf(api).record({
      ...who,
      type: 'warning',
      message: 'did something',
      at: new Date(Date.UTC(2026, 2, 1, 0, 0, at)).toISOString(),
    })
  if (parsed.what === 'spend')
    await services.budgets.book(who, `key-${at}`, {
      model: 'm',
      provider: 'p',
      inputTokens: 1,
      outputTokens: 1,
      microUsd: parsed.amount,
      estimated: false,
    })
  if (parsed.what === 'cap')
    await send(api, budgetsCreate, {
      token,
      body: { agent: id, cap: { period: 'day', microUsd: 1_000, tokens: null } },
    })
  if (parsed.what === 'remove') await send(api, agentsRemove, { token, params: { id } })
  if (parsed.what === 'move') {
    await services.store.transaction({ org: place.org, actor: 'system:test', requestId: '' }, (tx) => {
      const [to] = movesFrom(services.agents.stateIn(tx, id)).toSorted(
        (a, b) => ((a.length * parsed.amount) % 7) - ((b.length * parsed.amount) % 7),
      )
      if (to) services.agents.move(tx, id, to, 'system:test', 'because')
    })
  }
}
const stepSchema = z.union([
  z.object({ what: z.literal('create'), name: z.string(), tags: z.array(z.string()) }),
  z.object({
    what: z.enum(['rename', 'tag', 'move', 'act', 'spend', 'kill', 'cap', 'remove']),
    pick: z.int(),
    name: z.string(),
    amount: z.int(),
  }),
])

async function walk(query: Query): Promise<{ ids: string[]; totals: number[] }> {
  const ids: string[] = []
  const totals: number[] = []
  let cursor: string | null = null
  do {
    const found: z.output<typeof agentPage> = await page(agentsList, agentPage, {
      ...query,
      ...(cursor === null ? {} : { cursor }),
    })
    ids.push(...found.items.map(({ id }) => id))
    totals.push(found.total)
    cursor = found.next
  } while (cursor !== null)
  return { ids, totals }
}

test('whatever happens to agents, the list is what a search through all of them finds', async () => {
  let at = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(happening, { minLength: 1, maxLength: 8 }),
      fc.array(filters, { minLength: 1, maxLength: 5 }),
      async (steps, queries) => {
        // Asked before as well: what the list remembers of a filter must not outlive a change.
        for (const query of queries) await walk(query)
        for (const step of steps) await happen(world.ours, step, (at += 1))
        const ids = [...api.services.store.rows(agents, world.ours.org).keys()]
        const all = await Promise.all(
          ids.map(async (id) => (await send(api, agentsGet, { params: { id }, token })).read(agentViewSchema)),
        )
        for (const query of queries) {
          const expected = naive(all, query)
          const found = await walk(query)
          expect({ query, ids: found.ids }).toEqual({ query, ids: expected })
          expect(new Set(found.totals)).toEqual(new Set([expected.length]))
        }
      },
    ),
    { seed: 20_260_101, numRuns: 100 },
  )
}, 60_000)

describe('pages hold together while rows come and go', () => {
  interface Walked {
    readonly name: string
    readonly operation: Operation
    readonly query: Query
    add(): Promise<string>
    remove: ((id: string) => Promise<void>) | null
  }
  const make = (): ReturnType<typeof makersFor> => makersFor(world, world.theirs)
  const lists: readonly Walked[] = [
    ...['name', '-createdAt'].map((sort): Walked => ({
      name: `agents by ${sort}`,
      operation: agentsList,
      query: { sort },
      add: () => make().agent(),
      remove: async (id) => void (await world.must(world.theirs.people.owner, agentsRemove, { params: { id } })),
    })),
    ...['email', '-name'].map((sort): Walked => ({
      name: `people by ${sort}`,
      operation: usersList,
      query: { sort },
      add: () => make().person(),
      remove: async (id) => void (await world.must(world.theirs.people.owner, usersRemove, { params: { id } })),
    })),
    {
      name: 'activity',
      operation: activityList,
      query: {},
      async add() {
        const id = api.services.ids.next('act')
        await activityOf(api).record({
          id,
          org: world.theirs.org,
          agent: null,
          run: null,
          type: 'warning',
          message: 'x',
        })
        return id
      },
      remove: null,
    },
  ]

  test.each(lists)('$name', async ({ operation, query, add, remove }) => {
    const asTheirs = await world.token(world.theirs.people.owner)
    const stay = await Promise.all(Array.from({ length: 12 }, add))
    const leave = remove ? await Promise.all(Array.from({ length: 6 }, add)) : []
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('add', 'remove', 'nothing'), { minLength: 4, maxLength: 8 }),
        async (between) => {
          const seen: string[] = []
          let cursor: string | null = null
          let turn = 0
          do {
            const answer = await send(api, operation, {
              query: { ...query, limit: 3, ...(cursor === null ? {} : { cursor }) },
              token: asTheirs,
            })
            const found: z.output<typeof anyPage> = answer.read(anyPage)
            seen.push(...found.items.map(({ id }) => id))
            cursor = found.next
            const what = between[turn % between.length]
            turn += 1
            if (what === 'add' && turn < 20) leave.push(await add())
            // The last row of the page just read goes too: a cursor must not need its row.
            const gone = leave.includes(found.items.at(-1)?.id ?? '') ? found.items.at(-1)?.id : leave[0]
            if (what === 'remove' && remove && gone !== undefined) {
              leave.splice(leave.indexOf(gone), 1)
              await remove(gone)
            }
          } while (cursor !== null)
          expect(new Set(seen).size).toBe(seen.length)
          expect(stay.filter((id) => !seen.includes(id))).toEqual([])
        },
      ),
      { seed: 20_260_101, numRuns: 6 },
    )
  })
})
