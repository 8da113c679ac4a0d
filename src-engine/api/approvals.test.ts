import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { approvalSchema, approvalsGet, approvalsList, approvalsVote } from '../contract/approvals.ts'
import { auditList } from '../contract/audit.ts'
import { runsCancel } from '../contract/runs.ts'
import { type StreamReader, approvalOutcomes, approvalRequests, approvalVotes } from '../store/index.ts'
import { type HandClock, createHandClock } from './testing/hand-clock.ts'
import { type Makers, makersFor } from './testing/makers.ts'
import { type TestApi, openTestApi } from './testing/open-test-api.ts'
import { type Answer, send } from './testing/send.ts'
import { type Person, type World, makeWorld } from './testing/world.ts'

let api: TestApi
let world: World
let make: Makers
let clock: HandClock
beforeEach(async () => {
  clock = createHandClock()
  api = await openTestApi({ clock })
  world = await makeWorld(api)
  make = makersFor(world, world.ours)
})
afterEach(() => api.dispose())

type Decision = 'approve' | 'deny'
async function vote(
  id: string,
  argsHash: string,
  decision: Decision,
  as: Person = world.ours.people.member,
): Promise<Answer> {
  return send(api, approvalsVote, {
    params: { id },
    body: { decision, argsHash, comment: `${decision} by ${as.id}` },
    token: await world.token(as),
  })
}
async function read(id: string): Promise<z.output<typeof approvalSchema>> {
  return (await send(api, approvalsGet, { params: { id }, token: await world.token(world.ours.people.viewer) })).read(
    approvalSchema,
  )
}
function people(count: number): Promise<Person[]> {
  return Promise.all(
    Array.from({ length: count }, async () => ({
      id: await make.person({ role: 'member' }),
      org: world.ours.org,
      email: '',
    })),
  )
}
function rowsOf<Record>(
  stream: Parameters<typeof api.services.store.stream<Record>>[0],
  id: string,
): ReturnType<StreamReader<Record>['page']>['records'] {
  return api.services.store
    .stream(stream)
    .page(world.ours.org, { ref: id }, { after: null, limit: 500, order: 'oldest' }).records
}

describe('racing votes', () => {
  test('of a hundred people, on one vote: one decides, ninety-nine come too late', async () => {
    const { id, argsHash } = await make.approval()
    const voters = await people(100)
    const tokens = await Promise.all(voters.map((person) => world.token(person)))
    const answers = await Promise.all(
      tokens.map((token, index) =>
        send(api, approvalsVote, {
          params: { id },
          body: { decision: index % 2 === 0 ? 'approve' : 'deny', argsHash },
          token,
        }),
      ),
    )
    const won = answers.flatMap((answer, index) => (answer.status === 200 ? [index] : []))
    expect(won).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(99)
    const state = (won[0] ?? 0) % 2 === 0 ? 'approved' : 'denied'
    expect(await read(id)).toMatchObject({ state, votes: [{ user: voters[won[0] ?? 0]?.id }] })
    expect(rowsOf(approvalOutcomes, id).map(({ doc }) => doc.state)).toEqual([state])
    expect(rowsOf(approvalVotes, id)).toHaveLength(1)
    const audit = await send(api, auditList, {
      query: { action: 'approvals.outcome', target: id },
      token: await world.token(world.ours.people.owner),
    })
    expect(audit.json()).toMatchObject({ total: 1 })
  })

  test('three are needed: exactly three count', async () => {
    const { id, argsHash } = await make.approval({ required: 3 })
    const answers = await Promise.all((await people(30)).map((person) => vote(id, argsHash, 'approve', person)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3)
    expect(await read(id)).toMatchObject({ state: 'approved', required: 3 })
    expect((await read(id)).votes).toHaveLength(3)
    expect(rowsOf(approvalOutcomes, id)).toHaveLength(1)
  })

  test('one denial is enough, however many are needed', async () => {
    const { id, argsHash } = await make.approval({ required: 3 })
    const [first, second, third] = await people(3)
    if (!first || !second || !third) throw new Error('three people were made')
    expect((await vote(id, argsHash, 'approve', first)).status).toBe(200)
    expect((await vote(id, argsHash, 'deny', second)).status).toBe(200)
    expect((await vote(id, argsHash, 'approve', third)).status).toBe(409)
    expect((await read(id)).state).toBe('denied')
  })

  test('of one person ten times: one counts', async () => {
    const { id, argsHash } = await make.approval({ required: 2 })
    const answers = await Promise.all(Array.from({ length: 10 }, () => vote(id, argsHash, 'approve')))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await read(id)).toMatchObject({ state: 'waiting' })
    expect(rowsOf(approvalVotes, id)).toHaveLength(1)
  })
})

test('a vote on other arguments than those that wait does not count', async () => {
  const { id } = await make.approval()
  const answer = await vote(id, 'f'.repeat(64), 'approve')
  expect(answer.problem()).toMatchObject({ code: 'conflict', errors: [{ in: 'body', pointer: '/argsHash' }] })
  expect(await read(id)).toMatchObject({ state: 'waiting', votes: [] })
})

describe('the deadline', () => {
  const inSeconds = (seconds: number): string => new Date(clock.now() + seconds * 1_000).toISOString()
  async function outcomeOf(id: string): Promise<string | undefined> {
    for (let turn = 0; turn < 100; turn += 1) {
      const [outcome] = rowsOf(approvalOutcomes, id)
      if (outcome) return outcome.doc.state
      await sleep(20)
    }
    return undefined
  }

  test('denies by itself: nobody can approve a moment later, timer or not', async () => {
    const { id, argsHash } = await make.approval({ expiresAt: inSeconds(3_600) })
    clock.advance(3_599_000)
    expect((await read(id)).state).toBe('waiting')
    clock.advance(1_000)
    expect((await read(id)).state).toBe('expired')
    expect((await vote(id, argsHash, 'approve')).problem().code).toBe('conflict')
    const waiting = await send(api, approvalsList, { token: await world.token(world.ours.people.viewer) })
    expect(waiting.json()).toMatchObject({ items: [], total: 0 })
    expect(rowsOf(approvalVotes, id)).toEqual([])
  })

  test('that passed while the app was off is written down when it is on again', async () => {
    const { id } = await make.approval({ expiresAt: inSeconds(3_600) })
    clock.advance(7_200_000)
    await api.restart()
    expect(await outcomeOf(id)).toBe('expired')
    await api.restart()
    expect(await read(id)).toMatchObject({ state: 'expired', decidedAt: expect.any(String) })
    expect(rowsOf(approvalOutcomes, id)).toHaveLength(1)
  })

  test('of a timer that fires is recorded and wakes who waits', async () => {
    const { id } = await make.approval({ expiresAt: inSeconds(0.05) })
    const began = performance.now()
    clock.advance(60)
    await api.services.approvals.wait(world.ours.org, id, 5_000, new AbortController().signal)
    expect(performance.now() - began).toBeLessThan(4_000)
    expect(await outcomeOf(id)).toBe('expired')
  })
})

test('a request that waits survives a restart and can be answered then', async () => {
  const { id, argsHash } = await make.approval({ required: 2 })
  expect((await vote(id, argsHash, 'approve')).status).toBe(200)
  await api.restart()
  make = makersFor(world, world.ours)
  expect(await read(id)).toMatchObject({ state: 'waiting', votes: [{ decision: 'approve' }] })
  expect((await vote(id, argsHash, 'approve')).status).toBe(409)
  expect((await vote(id, argsHash, 'approve', world.ours.people.admin)).status).toBe(200)
  expect((await read(id)).state).toBe('approved')
})

test('a cancelled run takes its requests back', async () => {
  const { services } = api
  const run = await make.run()
  const { id, argsHash } = await make.approval({ run })
  expect(services.store.stream(approvalRequests).get(id)?.run).toBe(run)
  expect(
    (await send(api, runsCancel, { params: { id: run }, token: await world.token(world.ours.people.member) })).status,
  ).toBe(200)
  expect((await read(id)).state).toBe('withdrawn')
  expect((await vote(id, argsHash, 'approve')).status).toBe(409)
})
