import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { operations } from '../contract/index.ts'
import { type Breakage, bodyBreakages, hostileTexts, parameterBreakages, unknownKeys } from './testing/broken.ts'
import { type Field, bodySchema, fieldsOf, pointerOf, typesOf, withValue } from './testing/fields.ts'
import { type Bench, type Wire, openBench } from './testing/wire.ts'

/** Which values are tried; the same every time. */
const SEED = 20_260_101
/** Values tried of each way to break each field. */
const RUNS = 3

let bench: Bench
const reached = new Set<string>()
beforeAll(async () => {
  bench = await openBench()
})
afterAll(async () => {
  process.stderr.write(
    `operations reached 2xx: ${reached.size}/${operations.length}, bad requests fired: ${bench.fired}\n`,
  )
  await bench.dispose()
})

async function forAll<Value>(
  values: fc.Arbitrary<Value>,
  check: (value: Value) => Promise<void>,
  numRuns = RUNS,
): Promise<void> {
  await fc.assert(fc.asyncProperty(values, check), { seed: SEED, numRuns })
}

async function breakBody(wire: Wire, field: Field, { values }: Breakage): Promise<void> {
  const schema = bodySchema(wire.documented)
  await forAll(values, (value) =>
    bench.expectRefused(
      wire,
      { body: withValue(wire.base.body ?? {}, schema, field.path, value) },
      'body',
      pointerOf(field.path),
    ),
  )
}

async function breakObject(wire: Wire, field: Field): Promise<void> {
  const schema = bodySchema(wire.documented)
  const whole = withValue(wire.base.body ?? {}, schema, [...field.path, 'extra'], 1)
  const holder = field.path.reduce<unknown>((value, key) => Object(value)[key], whole)
  const entries = Object.entries(Object(holder)).filter(([key]) => key !== 'extra')
  if (field.schema.additionalProperties === false) {
    await forAll(
      unknownKeys,
      (key) => {
        // Written by hand: an object literal cannot hold the key __proto__.
        const spoilt = JSON.parse(
          `{${[...entries, [key, 1]].map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`,
        )
        return bench.expectRefused(
          wire,
          { body: withValue(wire.base.body ?? {}, schema, field.path, spoilt) },
          'body',
          pointerOf([...field.path, key]),
        )
      },
      11,
    )
  }
  for (const missing of field.schema.required ?? []) {
    const without = Object.fromEntries(entries.filter(([key]) => key !== missing))
    await bench.expectRefused(
      wire,
      { body: withValue(wire.base.body ?? {}, schema, field.path, without) },
      'body',
      pointerOf([...field.path, missing]),
    )
  }
}

const TEN_MB = `{"x":"${'x'.repeat(10 * 1024 * 1024)}"}`
const NOT_JSON = ['', '{', '{"a":', 'null x', '{a:1}', "{'a':1}", '[1,]', '\u0000', '<xml/>', 'NaN']
const NOT_OBJECTS = ['null', '[]', '1', '"text"', 'true']

async function breakWholeBody(wire: Wire): Promise<void> {
  for (const text of NOT_JSON) await bench.expectRefused(wire, { text }, 'body', '')
  for (const text of NOT_OBJECTS) await bench.expectRefused(wire, { text }, 'body', '')
  await bench.expectRefused(
    wire,
    { text: new Uint8Array([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d]) },
    'body',
    '',
  )
  await bench.expectRefused(wire, { text: '['.repeat(1_000) + ']'.repeat(1_000) }, 'body', '')
  for (const headers of [{}, { 'content-length': String(TEN_MB.length) }])
    expect(await bench.codeOf(wire, { text: TEN_MB, headers })).toBe('payload_too_large')
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json5',
    '',
  ])
    expect(await bench.codeOf(wire, { headers: { 'content-type': type } })).toBe('unsupported_media_type')
}

const base64 = (text: string): string => Buffer.from(text).toString('base64url')
const BAD_CURSORS = [
  '!',
  'AAAA',
  '====',
  ...[
    'x',
    ' ',
    '1e3',
    '0x10',
    '-1',
    '1.5',
    '9'.repeat(20),
    `'; DROP TABLE users`,
    'name\n../../etc/passwd',
    '{"pk":1}',
  ].map(base64),
]
/** Percent signs that stand for nothing, a NUL and a lone surrogate. */
const BAD_ESCAPES = ['%', '%zz', '%00', '%ED%A0%80', '%C0%AE%C0%AE%2F']

async function breakAddress(wire: Wire, field: Field): Promise<void> {
  const [name = ''] = field.path
  const { params = {}, query = {} } = wire.base
  const pointer = pointerOf(field.path)
  await forAll(
    parameterBreakages(field),
    (value) =>
      bench.expectRefused(
        wire,
        field.part === 'params' ? { params: { ...params, [name]: value } } : { query: { ...query, [name]: value } },
        field.part,
        pointer,
      ),
    12,
  )
  if (field.part === 'params') return
  const rest = Object.fromEntries(Object.entries(query).filter(([key]) => key !== name))
  const mark = Object.keys(rest).length > 0 ? '&' : '?'
  await bench.expectRefused(wire, { query: rest, search: `${mark}${name}=a&${name}=b` }, 'query', pointer)
  if (name === 'cursor')
    for (const cursor of BAD_CURSORS) await bench.expectRefused(wire, { query: { ...rest, cursor } }, 'query', pointer)
  for (const escape of BAD_ESCAPES)
    expect((await bench.fire(wire, { query: rest, search: `${mark}${name}=${escape}` })).status).toBeLessThan(500)
}

const BAD_IF_MATCH = ['3', 'W/"3"', '"a"', '"3", "4"', '""', `"${'9'.repeat(40)}"`, `'; --`]
const BAD_KEYS = ['', 'two words', 'x'.repeat(201), '\u00e4']

async function breakHeaders(wire: Wire): Promise<void> {
  for (const value of BAD_IF_MATCH)
    await bench.expectRefused(wire, { headers: { 'if-match': value } }, 'header', '/If-Match')
  // A version that nobody would look at.
  const { method, errors } = wire.operation
  if (method !== 'get' && !errors.includes('precondition_failed'))
    await bench.expectRefused(wire, { headers: { 'if-match': '"3"' } }, 'header', '/If-Match')
  // Reading has no effect to repeat, and nothing of a sign-in is ever kept.
  if (wire.operation.method === 'get' || wire.operation.tag === 'auth') return
  for (const value of BAD_KEYS)
    await bench.expectRefused(wire, { headers: { 'idempotency-key': value } }, 'header', '/Idempotency-Key')
}

describe('bad input is refused by name and stores nothing', () => {
  for (const operation of operations) {
    test(`${operation.id} refuses`, async () => {
      const wire = await bench.wireOf(operation)
      const fields = fieldsOf(wire.documented)
      await breakHeaders(wire)
      await bench.expectRefused(wire, { query: { ...wire.base.query, surprise: 1 } }, 'query', '/surprise')
      for (const field of fields.filter(({ part }) => part !== 'body')) await breakAddress(wire, field)
      if (bodySchema(wire.documented)) await breakWholeBody(wire)
      for (const field of fields.filter(({ part }) => part === 'body')) {
        for (const breakage of bodyBreakages(field)) await breakBody(wire, field, breakage)
        if (typesOf(field.schema).includes('object') && field.schema.$ref === undefined) await breakObject(wire, field)
      }

      // What all of the above was made from is right: it is carried out, and the answer is what the contract says.
      const answer = await bench.fire(wire)
      expect(`${answer.status} ${answer.status < 300 ? '' : answer.text}`).toBe(`${operation.status} `)
      if (operation.delivery === 'json' && operation.status !== 204) operation.result.parse(answer.json())
      reached.add(operation.id)
    })
  }
})

test('every operation was carried out at least once', () => {
  expect(operations.filter(({ id }) => !reached.has(id)).map(({ id }) => id)).toEqual([])
})

describe('hostile text in its place is stored as it is', () => {
  for (const operation of operations.filter(({ body }) => body.type !== 'undefined')) {
    test(`${operation.id} stores`, async () => {
      const { documented } = await bench.wireOf(operation)
      const open = fieldsOf(documented).filter(({ part, schema }) => part === 'body' && isFreeText(schema))
      for (const field of open) {
        await forAll(fc.constantFrom(...hostileTexts), async (text) => {
          const wire = await bench.wireOf(operation)
          const answer = await bench.fire(wire, {
            body: withValue(wire.base.body ?? {}, bodySchema(documented), field.path, text),
          })
          expect(`${operation.id} ${pointerOf(field.path)}: ${answer.status < 500 ? 'fine' : answer.text}`).toBe(
            `${operation.id} ${pointerOf(field.path)}: fine`,
          )
          if (answer.status >= 400 || operation.status === 204) return
          const shown = field.path.reduce<unknown>((value, key) => Object(value)[key], answer.json())
          if (typeof shown === 'string') expect(shown).toBe(text.trim())
        })
      }
    })
  }
})

function isFreeText(schema: Field['schema']): boolean {
  return (
    typesOf(schema).some((type) => type === 'string' || type === 'any') &&
    schema.enum === undefined &&
    schema.format === undefined &&
    !schema.pattern?.startsWith('^[a-z')
  )
}
