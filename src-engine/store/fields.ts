import type { Collection, StoredDocument } from '../contract/collection.ts'
import type { JsonValue } from '../contract/values.ts'

/** A path `head/inner/*`, whose entries are fields each. */
interface Wildcard {
  readonly head: string
  readonly inner: readonly string[]
  /** What stands before the name of an entry. */
  readonly prefix: string
}
const wildcardsOf = new WeakMap<Collection, readonly Wildcard[]>()

/** The wildcards of a collection, read out of its paths once: documents are taken apart with every write. */
function wildcards(collection: Collection): readonly Wildcard[] {
  let known = wildcardsOf.get(collection)
  if (!known) {
    known = Object.keys(collection.fields)
      .filter((path) => path.endsWith('/*'))
      .map((path) => {
        const [head = '', ...inner] = path.slice(0, -2).split('/')
        return { head, inner, prefix: path.slice(0, -1) }
      })
    wildcardsOf.set(collection, known)
  }
  return known
}

/**
 * Takes a document apart into its mergeable fields, by the paths its collection declares. `key/*` makes each entry
 * of a map a field; `key` then holds what is left of the map's parent. Keys the collection does not know (written by
 * a newer app) are fields by their own name, so that nothing is dropped.
 */
export function splitFields(collection: Collection, doc: StoredDocument): Map<string, JsonValue> {
  const fields = new Map<string, JsonValue>()
  for (const [key, value] of Object.entries(doc as unknown as Record<string, JsonValue>)) {
    if (key === 'id' || key === 'org' || value === undefined) continue
    let rest = value
    for (const { head, inner, prefix } of wildcards(collection)) {
      if (head !== key) continue
      const map = readPath(rest, inner)
      if (!isObject(map)) continue
      for (const [entry, item] of Object.entries(map)) fields.set(`${prefix}${entry}`, item)
      rest = withoutPath(rest, inner)
    }
    fields.set(key, rest)
  }
  return fields
}

function isObject(value: JsonValue | undefined): value is { [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readPath(value: JsonValue, path: readonly string[]): JsonValue | undefined {
  let at: JsonValue | undefined = value
  for (const key of path) at = isObject(at) ? at[key] : undefined
  return at
}

/** A copy of `value` in which the map at `path` is empty. */
function withoutPath(value: JsonValue, path: readonly string[]): JsonValue {
  const [head, ...rest] = path
  if (head === undefined) return {}
  if (!isObject(value)) return value
  return { ...value, [head]: withoutPath(value[head] ?? {}, rest) }
}
