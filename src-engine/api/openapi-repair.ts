type JsonObject = Record<string, unknown>

/** The generator writes a regular expression with its flags at the end, which then is part of the pattern. */
const WITH_FLAGS = /^(.*)\/[dgimsuvy]+$/s

/**
 * Mends what the generator gets wrong: patterns end with the flags of their regular expression (JSON Schema has none and
 * always means Unicode), `oneOf` a reference or null refuses the null that the referenced schema takes already, and the
 * default of a flag in a query is text like the flag itself, and a number in a query is never null.
 */
export function repairSchemas(document: object): object {
  const parsed: unknown = JSON.parse(JSON.stringify(document))
  return repaired(parsed, nullableNames(parsed)) as object
}

function repaired(value: unknown, nullable: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => repaired(item, nullable))
  if (!isObject(value)) return value
  const known = referenceThatTakesNull(value, nullable)
  if (known) return known
  if (value['in'] === 'query' && isObject(value['schema']))
    return { ...value, schema: repaired(withoutNull(value['schema']), nullable) }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      key === 'pattern' && typeof item === 'string'
        ? item.replace(WITH_FLAGS, '$1')
        : key === 'default' && typeof item === 'boolean' && value['type'] === 'string'
          ? String(item)
          : repaired(item, nullable),
    ]),
  )
}

function withoutNull(schema: JsonObject): JsonObject {
  const { type } = schema
  return Array.isArray(type) && type.length === 2
    ? { ...schema, type: type.find((name) => name !== 'null') ?? 'null' }
    : schema
}

/** The reference itself, when `value` is `oneOf` a reference to a schema that takes null, or null. */
function referenceThatTakesNull({ oneOf }: JsonObject, nullable: ReadonlySet<string>): JsonObject | null {
  if (!Array.isArray(oneOf) || oneOf.length !== 2) return null
  const choices: readonly unknown[] = oneOf
  const [first, second] = choices
  if (!isObject(first) || !isObject(second) || second['type'] !== 'null') return null
  const reference = first['$ref']
  return typeof reference === 'string' && nullable.has(reference) ? { $ref: reference } : null
}

/** References to the component schemas that take null. */
function nullableNames(document: unknown): Set<string> {
  const components = isObject(document) ? document['components'] : null
  const schemas = isObject(components) ? components['schemas'] : null
  if (!isObject(schemas)) return new Set()
  const names = Object.entries(schemas).filter(([, schema]) => {
    const choices = isObject(schema) ? schema['anyOf'] : null
    return Array.isArray(choices) && choices.some((choice) => isObject(choice) && choice['type'] === 'null')
  })
  return new Set(names.map(([name]) => `#/components/schemas/${name}`))
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
