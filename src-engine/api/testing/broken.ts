import * as fc from 'fast-check'
import { type Field, typesOf } from './fields.ts'
import { raw } from './raw-json.ts'

/** Text that has broken other programs, and that a field of free text must store as it is. */
export const hostileTexts = [
  `'; DROP TABLE users; --`,
  `" OR 1=1 --`,
  `{"$gt":""}`,
  '$(touch /tmp/owned) `id` | cat /etc/passwd && rm -rf ~; %PATH%',
  '../../../../etc/passwd',
  '..\\..\\windows\\system32',
  'file:///etc/passwd',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '{{7*7}} ${7*7} <%= 7*7 %> #{7*7}',
  '%s %n %x %00 %0d%0a',
  'e\u0301 \u202eright to left\u202c \u{1f469}\u200d\u{1f680} \ufeff \ufffd \u2028',
  '__proto__ constructor toString hasOwnProperty',
  `'"\\/\`,;:[]{}()<>|&^~*?!#@=+-`,
] as const

/** One way to make a field wrong. */
export interface Breakage {
  readonly name: string
  readonly values: fc.Arbitrary<unknown>
}

const SURROGATES = fc.constantFrom('\ud800', '\udfff', 'a\udc00b', '\ud83d', 'x\udbff')
const NULS = fc.constantFrom('\u0000', 'a\u0000', '\u0000../x', 'na\u0000me')
const DEEP = '['.repeat(1_000) + ']'.repeat(1_000)

/** Values of the JSON types a field does not take. */
function wrongTypes(types: readonly string[]): fc.Arbitrary<unknown> {
  const others: [string, fc.Arbitrary<unknown>][] = [
    ['object', fc.constantFrom({}, { length: 1 }, { toString: 'x' })],
    ['array', fc.constantFrom([], [1], [[]])],
    ['string', fc.constantFrom('', '1', 'true', 'null', 'text')],
    ['number', fc.constantFrom(0, 1, -1, 1.5, 1e21)],
    ['boolean', fc.boolean()],
    ['null', fc.constant(null)],
  ]
  const taken = types.map((type) => (type === 'integer' ? 'number' : type))
  return fc.oneof(...others.filter(([type]) => !taken.includes(type)).map(([, values]) => values))
}

/** Every way we know to make a field of a body wrong, by what its schema says it takes. */
export function bodyBreakages({ schema, path }: Field): Breakage[] {
  const types = typesOf(schema)
  const found: Breakage[] = [{ name: 'nested 1,000 deep', values: fc.constant(raw(DEEP)) }]
  const any = types.includes('any')
  if (any) {
    found.push(
      {
        name: 'a number no double holds',
        values: fc.constantFrom(raw('1e400'), raw('-1e999'), raw('9007199254740993'), raw('-1e300')),
      },
      {
        name: 'nested deeper than canonical JSON goes',
        values: fc.integer({ min: 65, max: 70 }).map((levels) => raw('['.repeat(levels) + ']'.repeat(levels))),
      },
    )
  } else found.push({ name: 'a wrong type', values: wrongTypes(types) })
  if (any || types.includes('string')) {
    found.push({ name: 'a lone surrogate', values: SURROGATES }, { name: 'a NUL', values: NULS })
    if (schema.maxLength !== undefined)
      found.push({
        name: 'text too long',
        values: fc
          .integer({ min: schema.maxLength + 1, max: schema.maxLength + 50 })
          .map((length) => 'a'.repeat(length)),
      })
    if ((schema.minLength ?? 0) > 0) found.push({ name: 'empty text', values: fc.constant('') })
    if (schema.pattern?.includes('\\p{Cc}'))
      found.push({ name: 'a control character', values: fc.constantFrom('a\nb', '\u001b[2J', 'a\u007f', 'a\u0085b') })
    const closed =
      schema.enum !== undefined ||
      schema.pattern?.startsWith('^[a-z') ||
      schema.pattern?.startsWith('^[0-9a-f]') ||
      schema.format !== undefined
    if (closed)
      found.push({
        name: 'hostile text where it has no place',
        values: fc.constantFrom(...hostileTexts.filter((text) => text !== 'file:///etc/passwd'), 'x'.repeat(5_000)),
      })
  }
  if (types.includes('integer') || types.includes('number')) {
    const { minimum, maximum } = schema
    found.push({
      name: 'a number out of range',
      values: fc.constantFrom(
        raw('1e400'),
        raw('-1e400'),
        1e308,
        ...(minimum === undefined ? [] : [minimum - 1]),
        ...(maximum === undefined ? [] : [maximum * 2 + 2]),
      ),
    })
    if (types.includes('integer')) found.push({ name: 'a fraction', values: fc.constantFrom(1.5, 0.1, 1e-7) })
    found.push({ name: 'a number as text', values: fc.constantFrom('1', '0x10', 'NaN', 'Infinity') })
  }
  if (types.includes('array') && schema.maxItems !== undefined)
    found.push({ name: 'too many items', values: fc.constant(Array.from({ length: schema.maxItems + 1 }, () => 'a')) })
  if (path.length === 0) found.length = 0
  return found
}

/** Keys that no object of ours has. */
export const unknownKeys = fc.constantFrom(
  'extra',
  'constructor',
  '__proto__',
  'toString',
  '',
  'a/b',
  'm~n',
  'Name',
  '$where',
  'id ',
  '\u202e',
)

/** What a parameter in the address never is. */
export function parameterBreakages({ schema, part }: Field): fc.Arbitrary<string> {
  const hostile = fc.constantFrom(
    ...hostileTexts.map((text) => text.replaceAll('\ufeff', '')),
    'a\u0000b',
    'x'.repeat(5_000),
  )
  // A segment of a path cannot be empty, `.` or `..`: then it is another path.
  if (part === 'params') return hostile
  const types = typesOf(schema)
  if (types.includes('integer'))
    return fc.constantFrom('', 'abc', '1.5', '-1', '1e400', '999999999999999999999', 'NaN', '0x', '5001')
  if (schema.enum || schema.pattern?.startsWith('^[a-z') || schema.format) return hostile
  return fc.constantFrom('a\u0000b', '\u0000', 'x'.repeat(5_000))
}
