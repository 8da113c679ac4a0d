import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { countCall, noCalls, rateCounts } from './rate.ts'

const MINUTE = 60_000
const START = Date.UTC(2026, 10, 23)

test('a burst across a border does not pass twice', () => {
  let state = noCalls
  for (let call = 0; call < 60; call++) state = countCall(state, START + MINUTE - 1)
  expect(rateCounts(state, START + MINUTE - 1).minute).toBe(60)
  expect(rateCounts(state, START + MINUTE).minute).toBe(60)
  expect(rateCounts(state, START + MINUTE + MINUTE / 2).minute).toBe(30)
  expect(rateCounts(state, START + 2 * MINUTE).minute).toBe(0)
  expect(rateCounts(state, START + 2 * MINUTE)).toMatchObject({ hour: 60, day: 60 })
})

test('a clock that goes back gives nothing away', () => {
  const state = countCall(countCall(noCalls, START + MINUTE), START)
  expect(rateCounts(state, START).minute).toBe(2)
})

test.prop([fc.array(fc.integer({ min: 0, max: 40_000 }), { maxLength: 200 })])(
  'counts at least the calls of this window and at most those of two',
  (gaps) => {
    let [state, now] = [noCalls, START]
    const calls: number[] = []
    for (const gap of gaps) {
      now += gap
      state = countCall(state, now)
      calls.push(now)
    }
    const counted = rateCounts(state, now).minute
    const window = Math.floor(now / MINUTE)
    expect(counted).toBeGreaterThanOrEqual(calls.filter((at) => Math.floor(at / MINUTE) === window).length)
    expect(counted).toBeLessThanOrEqual(calls.filter((at) => Math.floor(at / MINUTE) >= window - 1).length)
  },
)
