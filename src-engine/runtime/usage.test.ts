import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openStoreHouse } from '../compose/runtime/testing/store-house.ts'
import { profileSchema } from '../contract/permissions.ts'
import { createRuntimeApp } from './app.ts'
import { callerOf, type Answer } from './testing/caller.ts'
import type { House } from './testing/house.ts'
import { openMemoryHouse } from './testing/memory-house.ts'

let house: House
let call: ReturnType<typeof callerOf>

function report(key: string, inputTokens: number, run: string | null = null): Promise<Answer> {
  return call('POST', '/usage', { key, run, model: 'm', inputTokens, outputTokens: 0 })
}

describe.each([
  ['maps', openMemoryHouse],
  ['the store of production', openStoreHouse],
] as const)('reports of usage, over %s,', (_name, open) => {
  beforeEach(async () => {
    house = await open()
    call = callerOf(createRuntimeApp(house.ports))
  })
  afterEach(() => house.dispose())

  test('that name no run of the agent may together say as much in a day as one run may use', async () => {
    await house.limit({ runTokens: 1_000 })
    expect((await report('u1', 600)).status).toBe(200)
    const { status, body } = await report('u2', 401)
    expect([status, body['code'], body['detail']]).toEqual([
      402,
      'budget_exceeded',
      'This usage is not booked: 401 tokens are more than the 400 that the agent may still report today outside of its runs.',
    ])
    expect((await report('u3', 401, 'run_00000009')).status).toBe(402)
    expect((await report('u4', 1_000, house.run)).status, 'its runs have their own').toBe(200)
    expect((await report('u5', 400)).status).toBe(200)
    expect(house.incidents().map(({ kind }) => kind)).toEqual(['usage-beyond-limits', 'usage-beyond-limits'])
  })

  test('made together do not all see the same rest', async () => {
    await house.limit({ runTokens: 1_000 })
    for (const run of [null, house.run]) {
      const keys = [1, 2, 3, 4].map((n) => `${String(run)}${n}`)
      const answers = await Promise.all(keys.map((key) => report(key, 400, run)))
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 402, 402])
    }
  })

  test('are limited in number, refused ones too, apart from calls; a repetition is none', async () => {
    await house.setProfile(profileSchema.parse({ otherwise: 'allow', rate: { perMinute: 2 } }))
    await house.limit({ runTokens: 1_000 })
    expect((await report('u1', 1)).status).toBe(200)
    expect((await report('u2', 1_000)).status).toBe(402)
    expect((await report('u1', 1)).body).toEqual({ accepted: 0 })
    expect(await report('u3', 1, house.run)).toMatchObject({
      status: 429,
      body: { code: 'rate_limited', detail: expect.stringContaining('reported usage 2 times in this minute') },
    })
    const question = { run: house.run, call: 'c1', tool: 'write', args: { path: 'a.txt', content: 'hello' } }
    expect((await call('POST', '/tools/decide', question)).body).toMatchObject({ verdict: 'allow' })
    house.pass(120_000)
    expect((await report('u3', 1, house.run)).status).toBe(200)
  })
})
