import { createHash } from 'node:crypto'
import { fc, test } from '@fast-check/vitest'
import canonicalize from 'canonicalize'
import { describe, expect } from 'vitest'
import { argsHash } from './args-hash.ts'
import { canonicalJson, MAX_DEPTH, NotCanonicalError } from './canonical-json.ts'

const scalar = fc.oneof(
  fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed() && !text.includes('\u0000')),
  fc.maxSafeInteger(),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .filter((value) => !Number.isInteger(value) || Number.isSafeInteger(value)),
  fc.boolean(),
  fc.constant(null),
)
const key = fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed() && !text.includes('\u0000'))
const { value: anyJson } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, scalar, fc.array(tie('value')), fc.dictionary(key, tie('value'))),
}))

function refusal(value: unknown): { pointer: string; detail: string } {
  try {
    canonicalJson(value)
  } catch (error) {
    if (error instanceof NotCanonicalError) return { pointer: error.pointer, detail: error.detail }
    throw error
  }
  throw new Error('was accepted')
}

describe('canonical JSON', () => {
  test.prop([anyJson], { numRuns: 2_000 })('writes what the reference implementation writes', (value) => {
    expect(canonicalJson(value)).toBe(canonicalize(value))
  })

  // Few keys are sorted in place, many by the library.
  test.prop([fc.dictionary(key, scalar, { maxKeys: 60, size: 'max' })])('sorts any number of keys', (value) => {
    expect(canonicalJson(value)).toBe(canonicalize(value))
  })

  test.prop([fc.dictionary(key, scalar)])('does not depend on the order of keys', (value) => {
    const reversed = Object.fromEntries(Object.entries(value).toReversed())
    expect(argsHash(reversed)).toBe(argsHash(value))
  })

  // Appendix B and section 3.2.3 of RFC 8785; the expected texts are copied from there, the hashes made with sha256sum.
  test('golden vectors', () => {
    expect(
      canonicalJson({
        numbers: [333333333.33333329, 4.5, 2e-3, 0.000000000000000000000000001],
        literals: [null, true, false],
      }),
    ).toBe('{"literals":[null,true,false],"numbers":[333333333.3333333,4.5,0.002,1e-27]}')
    expect(
      canonicalJson({
        '\u20ac': 'Euro Sign',
        '\r': 'Carriage Return',
        '\ufb33': 'Hebrew',
        '1': 'One',
        '\ud83d\ude00': 'Emoji',
        '\u0080': 'Control',
        '\u00f6': 'Latin',
      }),
    ).toBe(
      '{"\\r":"Carriage Return","1":"One","\u0080":"Control","\u00f6":"Latin","\u20ac":"Euro Sign","\ud83d\ude00":"Emoji","\ufb33":"Hebrew"}',
    )
    expect(canonicalJson('\u20ac$\u000f\nA\'B"\\\\"/')).toBe('"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"')
    expect(canonicalJson(-0)).toBe('0')
    expect(argsHash({})).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a')
    expect(argsHash({ path: 'a', content: 'b' })).toBe(
      createHash('sha256').update('{"content":"b","path":"a"}').digest('hex'),
    )
  })

  test('refuses what would not survive, and says where', () => {
    expect(refusal({ a: [1, 'x\u0000'] })).toEqual({ pointer: '/a/1', detail: 'holds a NUL or a lone surrogate' })
    expect(refusal({ 'a/b': '\ud800' }).pointer).toBe('/a~1b')
    expect(refusal({ '\udc00': 1 })).toEqual({ pointer: '', detail: 'has a key that holds a NUL or a lone surrogate' })
    for (const number of [Number.NaN, Infinity, -Infinity, 2 ** 53, -(2 ** 53), 1e300])
      expect(refusal([number]).pointer).toBe('/0')
    for (const alien of [undefined, () => 1, Symbol('x'), 1n, new Date(0), new Map()])
      expect(refusal({ x: alien })).toEqual({ pointer: '/x', detail: 'is not a JSON value' })
  })

  test('bounds the depth', () => {
    let value: unknown = 1
    for (let level = 0; level < MAX_DEPTH; level++) value = [value]
    expect(canonicalJson(value)).toBe('['.repeat(MAX_DEPTH) + '1' + ']'.repeat(MAX_DEPTH))
    expect(refusal([value]).detail).toContain('deeper')
    for (let level = 0; level < 100_000; level++) value = [value]
    expect(refusal(value).detail).toContain('deeper')
  })
})
