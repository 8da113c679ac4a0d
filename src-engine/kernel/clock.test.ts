import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isoTime } from './clock.ts'

/** The years a Date reaches: https://tc39.es/ecma262/#sec-time-values-and-time-range */
const REACH_MS = 8.64e15

test('a time is told as a Date tells it, whatever was told before', () => {
  const anyTime = fc.oneof(
    fc.integer({ min: 1_700_000_000_000, max: 1_700_000_180_000 }),
    fc.double({ min: -REACH_MS, max: REACH_MS, noNaN: true }),
    fc.constantFrom(0, -1, -60_000, 59_999, 60_000, REACH_MS, -REACH_MS),
  )
  fc.assert(
    fc.property(fc.array(anyTime, { minLength: 1, maxLength: 20 }), (times) => {
      expect(times.map(isoTime)).toEqual(times.map((ms) => new Date(ms).toISOString()))
    }),
  )
})

test('what no Date reaches is refused', () => {
  for (const ms of [Number.NaN, Infinity, REACH_MS + 1, -REACH_MS - 1]) expect(() => isoTime(ms)).toThrow(RangeError)
})
