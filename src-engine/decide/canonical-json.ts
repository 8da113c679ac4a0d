/**
 * Canonical JSON as RFC 8785 (JCS) lays it down, over I-JSON values (RFC 7493) alone: equal values give equal bytes on
 * every device, so hashes and signatures over them agree. It is on the path of every tool call and every synced edit,
 * therefore one pass, no intermediate copy; the tests compare it with the `canonicalize` package.
 */

/** Nesting a value may have; the same bound the contract states for JSON values. */
export const MAX_DEPTH = 64

/** A value that canonical JSON cannot carry without loss, and where in it the trouble sits (JSON Pointer, RFC 6901). */
export class NotCanonicalError extends Error {
  readonly pointer: string
  readonly detail: string

  constructor(pointer: string, detail: string) {
    super(`${pointer || 'the value'} ${detail}`)
    this.name = 'NotCanonicalError'
    this.pointer = pointer
    this.detail = detail
  }
}

/** Thrown inside the hot pass, which does not keep track of where it is. */
class Refused extends Error {}

/**
 * Canonical text of a JSON value.
 * @param value what JSON.parse could have returned, at most 64 levels deep
 * @throws NotCanonicalError for NUL, lone surrogates, NaN, infinities, integers beyond 2^53 - 1, and anything JSON has not
 */
export function canonicalJson(value: unknown): string {
  try {
    return write(value, 0)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    throw locate(value, '', 0) ?? new NotCanonicalError('', error.message)
  }
}

function write(value: unknown, depth: number): string {
  if (typeof value === 'string') return writeText(value)
  if (typeof value === 'number') return writeNumber(value)
  if (value === true) return 'true'
  if (value === false) return 'false'
  if (value === null) return 'null'
  if (depth >= MAX_DEPTH) throw new Refused(TOO_DEEP)
  if (Array.isArray(value)) return writeArray(value, depth)
  if (isPlainObject(value)) return writeObject(value, depth)
  throw new Refused(NOT_JSON)
}

function writeArray(values: readonly unknown[], depth: number): string {
  let out = '['
  for (let at = 0; at < values.length; at++) {
    if (at > 0) out += ','
    out += write(values[at], depth + 1)
  }
  return `${out}]`
}

function writeObject(value: Readonly<Record<string, unknown>>, depth: number): string {
  const keys = sortedKeys(value)
  let out = '{'
  let first = true
  for (const key of keys) {
    out += first ? writeText(key) : `,${writeText(key)}`
    first = false
    out += `:${write(value[key], depth + 1)}`
  }
  return `${out}}`
}

/** More keys than this are left to the library's sort. */
const FEW_KEYS = 24

/** Keys in the order of their UTF-16 code units, which is what section 3.2.3 asks for, and what `<` and the default sort compare. */
function sortedKeys(value: object): string[] {
  const keys = Object.keys(value)
  if (keys.length > FEW_KEYS) return keys.sort()
  // In place: the library's sort copies what it sorts, and most of the time of a small object went there.
  for (let at = 1; at < keys.length; at++) {
    const key = keys[at] ?? ''
    let to = at
    for (let before = keys[to - 1]; before !== undefined && before > key; before = keys[to - 1]) {
      keys[to] = before
      to -= 1
    }
    keys[to] = key
  }
  return keys
}

function writeText(text: string): string {
  if (!text.isWellFormed() || text.includes('\u0000')) throw new Refused(BAD_TEXT)
  // ECMAScript's own escaping of well-formed strings is the one section 3.2.2.2 prescribes.
  return JSON.stringify(text)
}

function writeNumber(number: number): string {
  if (!isExactNumber(number)) throw new Refused(BAD_NUMBER)
  // Number::toString as section 3.2.2.3 prescribes; -0 becomes 0.
  return String(number)
}

function isExactNumber(number: number): boolean {
  return Number.isInteger(number) ? Number.isSafeInteger(number) : Number.isFinite(number)
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

const TOO_DEEP = `is nested deeper than ${MAX_DEPTH} levels`
const NOT_JSON = 'is not a JSON value'
const BAD_TEXT = 'holds a NUL or a lone surrogate'
const BAD_NUMBER = 'is not a finite number, or is an integer beyond 2^53 - 1: send it as a string'

/** The slow second pass after a refusal: finds the first part that `write` refuses. */
function locate(value: unknown, pointer: string, depth: number): NotCanonicalError | null {
  const isContainer = Array.isArray(value) || isPlainObject(value)
  if (!isContainer || depth >= MAX_DEPTH) {
    const detail = refusalOf(value, depth)
    return detail === null ? null : new NotCanonicalError(pointer, detail)
  }
  for (const [key, item] of Object.entries(value)) {
    const inner = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
    const detail = refusalOf(key, 0)
    if (detail !== null) return new NotCanonicalError(pointer, `has a key that ${detail}`)
    const found = locate(item, inner, depth + 1)
    if (found !== null) return found
  }
  return null
}

function refusalOf(value: unknown, depth: number): string | null {
  try {
    write(value, depth)
    return null
  } catch (error) {
    if (error instanceof Refused) return error.message
    throw error
  }
}
