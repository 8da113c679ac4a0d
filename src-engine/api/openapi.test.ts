import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { operations } from '../contract/index.ts'
import { HOST, type TestApi, openTestApi } from './testing/open-test-api.ts'
import { type JsonSchema, type OpenApiDocument, openApiShape } from './testing/openapi-shape.ts'
import { sendRaw } from './testing/send.ts'

let api: TestApi
let text: string
let document: OpenApiDocument
beforeAll(async () => {
  api = await openTestApi()
  const answer = await sendRaw(api, `http://${HOST}/openapi.json`, { headers: { host: HOST } })
  text = answer.text
  document = answer.read(openApiShape)
})
afterAll(() => api.dispose())

/** Every schema in the document with its place. */
function* schemasIn(value: unknown, at = '#'): Generator<{ at: string; schema: JsonSchema }> {
  if (typeof value !== 'object' || value === null) return
  if ('schema' in value) yield* nested(value.schema as JsonSchema, `${at}/schema`)
  else for (const [key, item] of Object.entries(value)) yield* schemasIn(item, `${at}/${key}`)
}
function* nested(schema: JsonSchema, at: string): Generator<{ at: string; schema: JsonSchema }> {
  yield { at, schema }
  for (const [key, item] of Object.entries(schema.properties ?? {})) yield* nested(item, `${at}/${key}`)
  for (const item of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) yield* nested(item, `${at}|`)
  if (schema.items) yield* nested(schema.items, `${at}[]`)
  if (typeof schema.additionalProperties === 'object') yield* nested(schema.additionalProperties, `${at}/*`)
}

describe('the document', () => {
  test('holds every operation under its address, once', () => {
    const documented = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, { operationId }]) => `${operationId} ${method} ${path}`),
    )
    expect(documented.toSorted()).toEqual(
      operations.map(({ id, method, path }) => `${id} ${method} ${path}`).toSorted(),
    )
  })

  test('every reference leads to a component', () => {
    const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference)
    const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`)
    expect(references.length).toBeGreaterThan(0)
    expect(references.filter((reference) => !known.includes(reference ?? ''))).toEqual([])
  })

  test('every placeholder of a path is a required parameter, and the other way round', () => {
    for (const [path, item] of Object.entries(document.paths)) {
      const placeholders = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      for (const { parameters = [] } of Object.values(item)) {
        const declared = parameters.filter((parameter) => parameter.in === 'path')
        expect(declared.map(({ name }) => name)).toEqual(placeholders)
        expect(declared.every(({ required }) => required)).toBe(true)
      }
    }
  })

  test('what needs signing in says so, and names a scheme there is', () => {
    for (const { id, rule, path, method } of operations) {
      const schemes = document.paths[path]?.[method]?.security?.flatMap((one) => Object.keys(one)) ?? []
      expect([id, schemes]).toEqual([id, rule.kind === 'public' ? [] : [rule.kind === 'setup' ? 'setup' : 'bearer']])
    }
    expect(Object.keys(document.components.securitySchemes).toSorted()).toEqual(['bearer', 'setup'])
  })

  test('schemas make sense: required fields exist, defaults fit, patterns take what they should', () => {
    const all = [...schemasIn(document.paths)]
    expect(all.length).toBeGreaterThan(500)
    for (const { at, schema } of all) {
      for (const name of schema.required ?? [])
        expect([at, Object.keys(schema.properties ?? {})]).toEqual([at, expect.arrayContaining([name])])
      if (typeof schema.default === 'boolean') expect([at, schema.type]).toEqual([at, 'boolean'])
      if (typeof schema.default === 'number')
        expect([at, ['integer', 'number'].includes(String(schema.type))]).toEqual([at, true])
    }
    const name =
      all.find(({ at }) => at === '#//api/engine/agents/post/requestBody/content/application/json/schema/name')?.schema
        .pattern ?? ''
    expect('Iris').toMatch(new RegExp(name, 'u'))
    expect('two\nlines').not.toMatch(new RegExp(name, 'u'))
  })

  test('null among JSON values matches one choice, not two', () => {
    const value = document.components.schemas['JsonValue']
    expect(
      value?.anyOf?.filter(
        ({ oneOf, items, additionalProperties }) =>
          oneOf ?? items?.oneOf ?? (typeof additionalProperties === 'object' && additionalProperties.oneOf),
      ),
    ).toEqual([])
  })
})
