import { expect, test } from 'vitest'
import { idSchema } from '../contract/values.ts'
import { createIds } from './ids.ts'

test('ids sort in order of making, also within a millisecond and when the clock goes back, and never repeat', () => {
  const times = [1_000, 1_000, 1_000, 999, 2_000, 1_500]
  let turn = 0
  const ids = createIds({ now: () => times[Math.floor(turn++ / 5_000)] ?? 3_000, monotonic: () => 0 })
  const made = Array.from({ length: 30_000 }, () => ids.next('agt'))
  expect(new Set(made).size).toBe(made.length)
  expect(made.toSorted()).toEqual(made)
  expect(made.every((id) => idSchema.safeParse(id).success && id.length === 'agt_'.length + 26)).toBe(true)
})

test('the time is in front: ULID’s 48 bits in Crockford’s base 32', () => {
  // The ULID specification's own example of a time: 1469918176385 ms.
  const ids = createIds({ now: () => 1_469_918_176_385, monotonic: () => 0 })
  expect(ids.next('agt').slice('agt_'.length, 'agt_'.length + 10)).toBe('01aryz6s41')
})
