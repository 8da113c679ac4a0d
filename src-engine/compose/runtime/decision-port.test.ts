import { afterEach, beforeEach, expect, test } from 'vitest'
import { profileSchema } from '../../contract/permissions.ts'
import { createRuntimeApp } from '../../runtime/index.ts'
import { callerOf, type Answer } from '../../runtime/testing/caller.ts'
import { approvalUses, fetchUses } from './decision-port.ts'
import { type StoreHouse, openStoreHouse } from './testing/store-house.ts'

const DAY = 86_400_000
const args = { path: 'a.txt', content: 'hello' }
let house: StoreHouse
let call: ReturnType<typeof callerOf>

beforeEach(async () => {
  house = await openStoreHouse()
  call = callerOf(createRuntimeApp(house.ports))
})
afterEach(() => house.dispose())

function kept(): number[] {
  const { local } = house.context.services.store
  return [local.list(approvalUses).length, local.list(fetchUses).length]
}
async function later(ms: number): Promise<void> {
  house.pass(ms)
  await house.context.services.store.sweep()
}

test('what was used is remembered for as long as it could be used again, and no longer', async () => {
  await house.setProfile(profileSchema.parse({ otherwise: 'ask', approvalSeconds: 7 * 86_400 }))
  const body = { run: house.run, call: 'c1', tool: 'write', args }
  const decide = (over: object, key: string): Promise<Answer> =>
    call('POST', '/tools/decide', { ...body, ...over }, { 'idempotency-key': key })
  const approvalId = (await decide({}, 'k1')).body['approvalId']
  await house.answer(String(approvalId), 'approved')
  const decisionId = String((await decide({ approvalId }, 'k2')).body['decisionId'])
  expect(await house.ports.decisions.takeForFetch(house.who, decisionId)).toBe(true)
  expect(kept()).toEqual([1, 1])

  await later(3_600_000)
  expect(await house.ports.decisions.takeForFetch(house.who, decisionId)).toBe(false)
  await later(7 * DAY - 2 * 3_600_000)
  expect((await decide({ approvalId }, 'k3')).body).toMatchObject({
    verdict: 'deny',
    reason: expect.stringContaining('used'),
  })
  await later(90 * DAY)
  expect(kept()).toEqual([0, 0])
  // The approval has ended long ago; what was done under it may still be delivered, once.
  expect((await decide({ approvalId }, 'k4')).body).toMatchObject({ verdict: 'deny' })
  const result = { decisionId, run: house.run, tool: 'write', args, outcome: 'ok', durationMs: 5, bytes: 5, output: '' }
  const startedAt = '2026-11-23T12:00:01.000Z'
  expect((await call('POST', '/tools/result', { ...result, startedAt })).body).toEqual({ accepted: 1 })
  expect(kept()).toEqual([0, 0])
})
