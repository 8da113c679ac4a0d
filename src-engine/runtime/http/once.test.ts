import { expect, test } from 'vitest'
import { createOnce, onceKey } from './once.ts'

function counted(): { once: (key: string) => Promise<number>; pass(ms: number): void; calls(): number } {
  let [now, calls] = [0, 0]
  const once = createOnce<number>({ now: () => now, monotonic: () => now })
  return {
    once: (key) => once(key, () => Promise.resolve((calls += 1))),
    pass(ms) {
      now += ms
    },
    calls: () => calls,
  }
}

test('a repeat within a minute gets the first outcome, later it is done anew', async () => {
  const { once, pass } = counted()
  expect([await once('a'), await once('b'), await once('a')]).toEqual([1, 2, 1])
  pass(59_999)
  expect(await once('a')).toBe(1)
  pass(1)
  expect(await once('a')).toBe(3)
  // Kept for a whole minute from then on, in whatever order others expire.
  pass(59_999)
  expect(await once('a')).toBe(3)
})

test('a failure is not kept', async () => {
  const once = createOnce<string>({ now: () => 0, monotonic: () => 0 })
  await expect(once('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await once('a', () => Promise.resolve('yes'))).toBe('yes')
})

test('of very many the oldest are let go, the newest stay', async () => {
  const { once, calls } = counted()
  for (let n = 0; n < 30_000; n += 1) await once(`k${n}`)
  await once('k29999')
  await once('k12001')
  expect(calls()).toBe(30_000)
  await once('k0')
  expect(calls()).toBe(30_001)
})

test('a key tells its parts apart, and is short however long they are', () => {
  expect(onceKey('a', 'b,c')).not.toBe(onceKey('a,b', 'c'))
  const [one, other] = ['x', 'y'].map((end) => onceKey('agt_1', 'k'.repeat(16_000) + end))
  expect(one).not.toBe(other)
  expect(one?.length).toBeLessThanOrEqual(600)
})
