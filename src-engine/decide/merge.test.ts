import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { encodeHlc } from './hlc.ts'
import { mergeField, type FieldOp, type FieldState } from './merge.ts'

const clock = (ms: number, device = 'a'): string => encodeHlc({ ms, counter: 0, device: device.repeat(16) })
const state = (value: unknown, ms: number, by: string): FieldState => ({ value, hlc: clock(ms), by })
const op = (value: unknown, ms: number, by: string, seen: string | null): FieldOp => ({
  value,
  hlc: clock(ms),
  by,
  seen,
})

describe('lww', () => {
  test('whoever saw the value replaces it, also with a slower clock, and the clock never falls', () => {
    expect(mergeField('lww', state('old', 9, 'c1'), op('new', 3, 'c2', 'c1'))).toEqual({
      value: 'new',
      hlc: clock(9),
      by: 'c2',
    })
  })
  test('of two concurrent edits the later stands and the other is kept as a conflict', () => {
    expect(mergeField('lww', state('x', 5, 'c1'), op('y', 6, 'c2', 'c0'))).toEqual({
      value: 'y',
      hlc: clock(6),
      by: 'c2',
      conflict: { reason: 'concurrent', lost: { value: 'x', hlc: clock(5), by: 'c1' } },
    })
    expect(mergeField('lww', state('x', 7, 'c1'), op('y', 6, 'c2', null))).toMatchObject({
      value: 'x',
      by: 'c1',
      conflict: { lost: { value: 'y', by: 'c2' } },
    })
  })
  test('the same value twice is no conflict', () => {
    expect(mergeField('lww', state({ a: 1, b: 2 }, 5, 'c1'), op({ b: 2, a: 1 }, 6, 'c2', 'c0'))).not.toHaveProperty(
      'conflict',
    )
  })
  test('ties go by device, then by value, whichever came first', () => {
    const [a, b] = [
      { value: 1, hlc: clock(5, 'a'), by: 'c1' },
      { value: 2, hlc: clock(5, 'b'), by: 'c2' },
    ]
    expect(mergeField('lww', a, { ...b, seen: null }).value).toBe(2)
    expect(mergeField('lww', b, { ...a, seen: null }).value).toBe(2)
    expect(mergeField('lww', { ...a, hlc: b.hlc }, { ...b, seen: null }).value).toBe(
      mergeField('lww', b, { ...a, hlc: b.hlc, seen: null }).value,
    )
  })
  test.prop([
    fc.array(
      fc.record({ value: fc.integer({ min: 0, max: 3 }), ms: fc.integer({ min: 0, max: 9 }), seen: fc.nat(8) }),
      { maxLength: 8 },
    ),
  ])('loses no edit silently', (edits) => {
    let field: FieldState = state('first', 0, 'c0')
    const superseded = new Set<string>()
    edits.forEach((edit, at) => {
      const seen = `c${Math.min(edit.seen, at)}`
      const merged = mergeField('lww', field, op(edit.value, edit.ms, `c${at + 1}`, seen))
      if (merged.conflict) superseded.add(merged.conflict.lost.by)
      else if (merged.by !== field.by && (seen === field.by || merged.value === field.value)) superseded.add(field.by)
      else if (merged.by === field.by && merged.value === edit.value) superseded.add(`c${at + 1}`)
      field = merged
    })
    for (let at = 0; at <= edits.length; at++) expect(superseded.has(`c${at}`) || field.by === `c${at}`).toBe(true)
  })
})

describe('delta', () => {
  test('sums, in any order, without conflicts', () => {
    const first = mergeField('delta', state(10, 1, 'c1'), op(-3, 2, 'c2', null))
    expect(mergeField('delta', first, op(5, 1, 'c3', null))).toEqual({ value: 12, hlc: clock(2), by: 'c3' })
    expect(mergeField('delta', null, op(5, 1, 'c3', null)).value).toBe(5)
    expect(mergeField('delta', state(10, 1, 'c1'), op(0.5, 2, 'c2', null))).toMatchObject({
      value: 10,
      conflict: { reason: 'malformed' },
    })
    expect(mergeField('delta', state(Number.MAX_SAFE_INTEGER, 1, 'c1'), op(5, 2, 'c2', null)).value).toBe(
      Number.MAX_SAFE_INTEGER,
    )
  })
})

describe('narrow', () => {
  test.each([
    ['narrow-bool', true, false, true],
    ['narrow-bool', false, true, true],
    ['narrow-min', 5, 9, 5],
    ['narrow-max', 5, 9, 9],
    ['narrow-subset', ['a', 'b'], ['b', 'c'], ['b']],
    ['narrow-superset', ['a', 'b'], ['b', 'c'], ['a', 'b', 'c']],
  ] as const)('%s: of %j and %j, written apart, %j stands and a conflict is recorded', (kind, a, b, expected) => {
    const merged = mergeField(kind, state(a, 1, 'c1'), op(b, 9, 'c2', 'c0'))
    expect(merged.value).toEqual(expected)
    expect(merged.conflict?.reason).toBe('concurrent')
  })
  test('who saw the narrow value may widen it', () => {
    expect(mergeField('narrow-bool', state(true, 9, 'c1'), op(false, 1, 'c2', 'c1'))).toEqual({
      value: false,
      hlc: clock(9),
      by: 'c2',
    })
    expect(mergeField('narrow-min', state(5, 9, 'c1'), op(50, 1, 'c2', 'c1')).value).toBe(50)
  })
  test('an unreadable value never widens', () => {
    expect(mergeField('narrow-min', state(5, 1, 'c1'), op('lots', 9, 'c2', 'c0'))).toMatchObject({
      value: 5,
      by: 'c1',
      conflict: { reason: 'malformed' },
    })
  })
})

describe('set', () => {
  const add = (element: string, ms: number, by: string, seen: string | null): FieldOp =>
    op({ element, present: true }, ms, by, seen)
  const remove = (element: string, ms: number, by: string, seen: string | null): FieldOp =>
    op({ element, present: false }, ms, by, seen)

  test('edits of different elements never conflict', () => {
    const merged = mergeField(
      'set',
      mergeField('set', state(['b'], 1, 'c1'), add('a', 2, 'c2', null)),
      remove('b', 1, 'c3', 'c1'),
    )
    expect(merged).toMatchObject({ value: ['a'], by: 'c3' })
    expect(merged).not.toHaveProperty('conflict')
  })
  test('a removal stands against a concurrent add, in either order', () => {
    const start = mergeField('set', null, add('a', 1, 'c1', null))
    const addLast = mergeField('set', mergeField('set', start, remove('a', 2, 'c2', 'c1')), add('a', 9, 'c3', 'c1'))
    expect(addLast).toMatchObject({
      value: [],
      conflict: { lost: { value: { element: 'a', present: true }, by: 'c3' } },
    })
    const again = mergeField('set', mergeField('set', start, add('a', 9, 'c3', 'c1')), remove('a', 2, 'c2', 'c1'))
    expect(again).toMatchObject({ value: [], conflict: { lost: { by: 'c3' } } })
  })
  test('who saw the removal may add again', () => {
    const removed = mergeField('set', state(['a'], 1, 'c1'), remove('a', 2, 'c2', 'c1'))
    expect(mergeField('set', removed, add('a', 3, 'c3', 'c2'))).toMatchObject({ value: ['a'] })
  })
  test('what is no edit of an element changes nothing', () => {
    expect(mergeField('set', state(['a'], 1, 'c1'), op(['b'], 2, 'c2', 'c1'))).toMatchObject({
      value: ['a'],
      by: 'c1',
      conflict: { reason: 'malformed' },
    })
  })
})
