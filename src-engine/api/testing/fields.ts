import type { DocumentedOperation, JsonSchema } from './openapi-shape.ts'

/** One place in a request that takes a value. */
export interface Field {
  readonly part: 'body' | 'query' | 'params'
  /** Keys from the top of the part; array items are named by their index. */
  readonly path: readonly string[]
  readonly schema: JsonSchema
}

/** An example key of a map, and the only item of an array: where what is below them is put. */
const SAMPLE_KEY = 'sample'

/** Every field of an operation, nested ones too, from its OpenAPI document. */
export function fieldsOf(operation: DocumentedOperation): Field[] {
  const parameters = (operation.parameters ?? []).map(({ name, schema, ...parameter }): Field => ({
    part: parameter.in === 'path' ? 'params' : 'query',
    path: [name],
    schema,
  }))
  const body = bodySchema(operation)
  return [...parameters, ...(body ? below(body, []) : [])]
}

export function bodySchema(operation: DocumentedOperation): JsonSchema | undefined {
  return operation.requestBody?.content['application/json']?.schema
}

function below(schema: JsonSchema, path: readonly string[]): Field[] {
  const own: Field = { part: 'body', path, schema }
  // What takes any JSON value has no fields of its own.
  if (schema.$ref !== undefined) return [own]
  const properties = Object.entries(schema.properties ?? {}).flatMap(([key, item]) => below(item, [...path, key]))
  const entries =
    typeof schema.additionalProperties === 'object' ? below(schema.additionalProperties, [...path, SAMPLE_KEY]) : []
  const items = schema.items ? below(schema.items, [...path, '0']) : []
  return [own, ...properties, ...entries, ...items]
}

/** Types a schema takes; `any` when it takes every JSON value. */
export function typesOf(schema: JsonSchema): readonly string[] {
  if (schema.$ref !== undefined) return ['any']
  const choices = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]
  if (choices.length > 0) return [...new Set(choices.flatMap(typesOf))]
  return typeof schema.type === 'string' ? [schema.type] : (schema.type ?? [])
}

/** A value of `root` with `value` at `path`; what is missing on the way is filled with the least that is right. */
export function withValue(
  root: unknown,
  schema: JsonSchema | undefined,
  [key, ...rest]: readonly string[],
  value: unknown,
): unknown {
  if (key === undefined) return value
  if (schema?.type === 'array' || (Array.isArray(schema?.type) && schema.items)) {
    const items: unknown[] = Array.isArray(root) && root.length > 0 ? [...root] : [least(schema.items)]
    items[0] = withValue(items[0], schema.items, rest, value)
    return items
  }
  const known = typeof root === 'object' && root !== null && !Array.isArray(root) ? root : least(schema)
  const next =
    schema?.properties?.[key] ??
    (typeof schema?.additionalProperties === 'object' ? schema.additionalProperties : undefined)
  const entries = Object.entries(Object(known))
  const before = entries.find(([name]) => name === key)?.[1] ?? (rest.length > 0 ? least(next) : undefined)
  return Object.fromEntries([...entries.filter(([name]) => name !== key), [key, withValue(before, next, rest, value)]])
}

/** The least value that a schema takes. */
export function least(schema: JsonSchema | undefined): unknown {
  if (!schema || schema.$ref !== undefined) return 'a value'
  const [choice] = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]
  if (choice) return least(choice)
  if (schema.enum) return schema.enum[0]
  switch (typesOf(schema)[0]) {
    case 'object':
      return Object.fromEntries((schema.required ?? []).map((key) => [key, least(schema.properties?.[key])]))
    case 'array':
      return (schema.minItems ?? 0) > 0 ? [least(schema.items)] : []
    case 'integer':
    case 'number':
      return schema.minimum ?? 1
    case 'boolean':
      return true
    default:
      return (
        EXAMPLES.find(([pattern]) => schema.pattern?.startsWith(pattern))?.[1] ??
        'x'.repeat(Math.max(1, schema.minLength ?? 1))
      )
  }
}

/** Text by the beginning of the pattern it has to match. */
const EXAMPLES = [
  ['^[a-z]{2,5}_', 'agt_00000000'],
  ['^[0-9a-f]{64}', '0'.repeat(64)],
  ['^(\\/', '/x'],
] as const

/** JSON Pointer (RFC 6901). */
export function pointerOf(path: readonly string[]): string {
  return path.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
