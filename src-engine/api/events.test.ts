import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { authLogout } from '../contract/auth.ts'
import { settingsUpdate } from '../contract/settings.ts'
import { users, usersUpdate } from '../contract/users.ts'
import { makersFor } from './testing/makers.ts'
import { type Listening, type SeenEvent, openEvents } from './testing/open-events.ts'
import { type TestApi, activityOf, openTestApi } from './testing/open-test-api.ts'
import { send } from './testing/send.ts'
import { type Place, type World, makeWorld } from './testing/world.ts'

let api: TestApi
let world: World
let token: string
beforeAll(async () => {
  api = await openTestApi()
  world = await makeWorld(api)
  token = await world.token(world.ours.people.viewer)
})
afterAll(() => api.dispose())

let turn = 0
/** One change of an organization, announced in either log; answers what its event is called. */
async function change(place: Place, log: 'changes' | 'activity'): Promise<string> {
  turn += 1
  if (log === 'activity') {
    const message = `${place.marker} did ${turn}`
    await activityOf(api).record({ org: place.org, agent: null, run: null, type: 'warning', message })
    return message
  }
  const id = `${place.marker}-${turn}`
  await api.services.store.transaction({ org: place.org, actor: 'system:test', requestId: '' }, (tx) =>
    tx.emit({ kind: 'setting', id, agent: null, data: null }),
  )
  return id
}
const eventData = z.object({ kind: z.string(), id: z.string(), data: z.unknown() })
function nameOf({ data }: SeenEvent): string {
  const { kind, id, data: inner } = eventData.parse(data)
  return kind === 'activity' ? z.object({ message: z.string() }).parse(inner).message : id
}
async function listening(lastEventId?: string, as = token): Promise<Listening> {
  return openEvents(api, as, lastEventId)
}

test('a new screen is told where it stands, then what changes', async () => {
  const screen = await listening()
  expect(await screen.take(1)).toMatchObject([{ event: 'hello', id: expect.stringMatching(/^\d+\.\d+$/) }])
  const made = [await change(world.ours, 'changes'), await change(world.ours, 'activity')]
  expect((await screen.take(2)).map(nameOf)).toEqual(made)
  await screen.leave()
})

test('a real change of a document is announced to every screen of the organization', async () => {
  const screen = await listening()
  await screen.take(1)
  await world.must(world.ours.people.owner, settingsUpdate, { body: { approvalSeconds: 60 } })
  expect(await screen.take(2)).toMatchObject([{ data: { kind: 'setting' } }])
  await screen.leave()
})

test('what another organization does is never seen, live or replayed', async () => {
  const screen = await listening()
  const [hello] = await screen.take(1)
  await makersFor(world, world.theirs).talk()
  await change(world.theirs, 'changes')
  await change(world.theirs, 'activity')
  const own = await change(world.ours, 'changes')
  expect((await screen.take(50)).map(nameOf)).toEqual([own])
  await screen.leave()
  const again = await listening(hello?.id)
  expect((await again.take(50)).map(nameOf)).toEqual([own])
  await again.leave()
})

test('whenever a screen goes and comes back, it sees everything once and in the order of each log', async () => {
  const step = fc.constantFrom('changes', 'activity', 'theirs', 'leave', 'read')
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      let screen = await listening()
      const [hello] = await screen.take(1)
      let last = hello?.id ?? ''
      const made: string[] = []
      const seen: SeenEvent[] = []
      async function read(count: number): Promise<void> {
        for (const event of await screen.take(count)) {
          seen.push(event)
          last = event.id
        }
      }
      for (const what of steps) {
        if (what === 'changes' || what === 'activity') made.push(await change(world.ours, what))
        else if (what === 'theirs') await change(world.theirs, 'changes')
        else if (what === 'read') await read(1)
        else {
          await screen.leave()
          // Some are made while nobody listens.
          made.push(await change(world.ours, 'changes'))
          screen = await listening(last)
        }
      }
      await read(made.length + 1)
      await screen.leave()
      const names = seen.map(nameOf)
      expect(names.toSorted()).toEqual(made.toSorted())
      const inLog = (all: readonly string[], activity: boolean): string[] =>
        all.filter((name) => name.includes(' did ') === activity)
      for (const activity of [true, false]) expect(inLog(names, activity)).toEqual(inLog(made, activity))
    }),
    { seed: 20_260_101, numRuns: 12 },
  )
})

describe('what cannot be replayed whole is a gap', () => {
  async function emit(count: number): Promise<void> {
    await api.services.store.transaction({ org: world.ours.org, actor: 'system:test', requestId: '' }, (tx) => {
      for (let index = 0; index < count; index += 1)
        tx.emit({ kind: 'setting', id: `many-${index}`, agent: null, data: null })
    })
  }
  async function afterGap(lastEventId: string): Promise<void> {
    const screen = await listening(lastEventId)
    const [gap, ...more] = await screen.take(5)
    expect([gap?.event, more]).toEqual(['gap', []])
    const made = [await change(world.ours, 'changes'), await change(world.ours, 'activity')]
    expect((await screen.take(5)).map(nameOf)).toEqual(made)
    await screen.leave()
  }
  async function placeNow(): Promise<string> {
    const screen = await listening()
    const [hello] = await screen.take(1)
    await screen.leave()
    return hello?.id ?? ''
  }

  test('because there is too much of it', async () => {
    const place = await placeNow()
    await emit(501)
    await afterGap(place)
  })

  test('because the oldest are gone', async () => {
    const place = await placeNow()
    await change(world.ours, 'changes')
    await emit(10_000)
    await api.services.store.sweep()
    await afterGap(place)
  })

  test('because the id is of a later database, a backup that was put back, say', async () => {
    const [changes, activity] = (await placeNow()).split('.')
    await afterGap(`999999999.${activity}`)
    await afterGap(`${changes}.999999999`)
  })

  test('because the screen reads too slowly', async () => {
    const screen = await listening()
    await screen.take(1)
    await emit(5_000)
    const events = await screen.take(6_000)
    expect(events.length).toBeLessThan(5_000)
    expect(events.some(({ event }) => event === 'gap')).toBe(true)
    const made = await change(world.ours, 'changes')
    expect((await screen.take(5)).map(nameOf)).toEqual([made])
    await screen.leave()
  })

  test('and an id that is none is a new screen', async () => {
    for (const id of ['', 'x', '1', '-1.0', '1.1.1', '9'.repeat(40)]) {
      const screen = await listening(id)
      expect((await screen.take(1)).map(({ event }) => event)).toEqual(['hello'])
      await screen.leave()
    }
  })
})

describe('a stream ends with the right to it', () => {
  test('when its person is disabled', async () => {
    const id = await makersFor(world, world.ours).person()
    const screen = await listening(undefined, await world.token({ id, org: world.ours.org, email: '' }))
    await screen.take(1)
    await world.must(world.ours.people.owner, usersUpdate, { params: { id }, body: { disabled: true } })
    await change(world.ours, 'changes')
    expect([await screen.take(5), screen.ended]).toEqual([[], true])
    expect(api.services.store.get(users, world.ours.org, id)?.doc.disabled).toBe(true)
  })

  test('when its session is', async () => {
    const own = await world.token(world.ours.people.member)
    const screen = await listening(undefined, own)
    await screen.take(1)
    expect((await send(api, authLogout, { token: own })).status).toBe(204)
    await change(world.ours, 'changes')
    expect([await screen.take(5), screen.ended]).toEqual([[], true])
  })
})
