import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { clampHlc, decodeHlc, encodeHlc, firstHlc, receiveHlc, tickHlc } from './hlc.ts'

const A = '00000000000000aa'
const B = 'ffffffffffffffff'
const parts = fc.record({
  ms: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
  counter: fc.integer({ min: 0, max: 2 ** 24 - 1 }),
  device: fc.constantFrom(A, B, '0123456789abcdef'),
})

describe('hybrid logical clock', () => {
  test('golden vectors', () => {
    expect(encodeHlc({ ms: 1_795_392_000_000, counter: 1, device: A })).toBe('01a205b3d00000000100000000000000aa')
    expect(encodeHlc({ ms: 2 ** 48 - 1, counter: 2 ** 24 - 1, device: B })).toBe('f'.repeat(34))
    expect(firstHlc(A)).toBe('00000000000000000000000000000000aa')
    expect(decodeHlc('01a205b3d000ffffff0123456789abcdef')).toEqual({
      ms: 1_795_392_000_000,
      counter: 16_777_215,
      device: '0123456789abcdef',
    })
  })

  test.prop([parts, parts])('texts compare as (ms, counter, device) do, and come back whole', (a, b) => {
    expect(decodeHlc(encodeHlc(a))).toEqual(a)
    const order = a.ms - b.ms || a.counter - b.counter || (a.device < b.device ? -1 : Number(a.device > b.device))
    const [x, y] = [encodeHlc(a), encodeHlc(b)]
    expect(Math.sign(order)).toBe(x < y ? -1 : Number(x > y))
  })

  test.prop([fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1 })])(
    'ticks rise whatever the wall clock does',
    (walls) => {
      let clock = firstHlc(A)
      for (const wall of walls) {
        const next = tickHlc(clock, wall)
        expect(next > clock).toBe(true)
        expect(decodeHlc(next).ms).toBeGreaterThanOrEqual(wall)
        clock = next
      }
    },
  )

  test('a full counter borrows a millisecond', () => {
    expect(decodeHlc(tickHlc(encodeHlc({ ms: 7, counter: 2 ** 24 - 1, device: A }), 7))).toEqual({
      ms: 8,
      counter: 0,
      device: A,
    })
  })

  test('receiving a page takes the maximum and does not tick', () => {
    const page = Array.from({ length: 100_000 }, (_, at) => encodeHlc({ ms: 5, counter: at, device: B }))
    const received = receiveHlc(encodeHlc({ ms: 4, counter: 9, device: A }), page)
    expect(decodeHlc(received)).toEqual({ ms: 5, counter: 99_999, device: A })
    expect(tickHlc(received, 0) > (page.at(-1) ?? '')).toBe(true)
    expect(receiveHlc(encodeHlc({ ms: 9, counter: 0, device: A }), page)).toBe(
      encodeHlc({ ms: 9, counter: 0, device: A }),
    )
  })

  test('an edit from the future counts with its place in the log', () => {
    const edit = encodeHlc({ ms: 1_300_001, counter: 3, device: A })
    expect(clampHlc(edit, 1_000_001, 7)).toBe(edit)
    expect(decodeHlc(clampHlc(edit, 1_000_000, 7))).toEqual({
      ms: 1_000_000,
      counter: 2 ** 24 - 1,
      device: '0000000000000007',
    })
    expect(clampHlc(edit, 1_000_000, 8) > clampHlc(edit, 1_000_000, 7)).toBe(true)
  })

  test('refuses what does not fit', () => {
    for (const ms of [-1, 2 ** 48, 1.5, Number.NaN])
      expect(() => encodeHlc({ ms, counter: 0, device: A })).toThrow(RangeError)
    expect(() => encodeHlc({ ms: 0, counter: 2 ** 24, device: A })).toThrow(RangeError)
    expect(() => encodeHlc({ ms: 0, counter: 0, device: 'AA' })).toThrow(RangeError)
    expect(() => decodeHlc('F'.repeat(34))).toThrow(RangeError)
  })
})
