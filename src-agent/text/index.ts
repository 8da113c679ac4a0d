import type { JsonValue } from '../../src-engine/contract/values.ts'

// oxlint-disable-next-line no-control-regex -- NUL is what is looked for
const UNSAFE = /\u0000|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g

/** Writes NULs and lone surrogates as `\uXXXX` text, because neither survives I-JSON (RFC 7493) and every database. */
export function escapeText(text: string): string {
  return text.replace(UNSAFE, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** The same for every string and key of a JSON value. */
export function escapeJson(value: JsonValue): JsonValue {
  if (typeof value === 'string') return escapeText(value)
  if (Array.isArray(value)) return value.map(escapeJson)
  if (value !== null && typeof value === 'object') return escapeArgs(value)
  return value
}

export function escapeArgs(args: Readonly<Record<string, JsonValue>>): Record<string, JsonValue> {
  return Object.fromEntries(Object.entries(args).map(([key, entry]) => [escapeText(key), escapeJson(entry)]))
}

/** At most `most` UTF-16 units, never ending in half a surrogate pair. */
export function cutUnits(text: string, most: number): string {
  if (text.length <= most) return text
  const end = /[\uD800-\uDBFF]/.test(text.charAt(most - 1)) ? most - 1 : most
  return text.slice(0, end)
}

/** At most `most` bytes of UTF-8, never ending inside a character. */
export function cutBytes(text: string, most: number): string {
  const bytes = Buffer.from(text, 'utf8')
  if (bytes.byteLength <= most) return text
  let end = most
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
  return bytes.toString('utf8', 0, end)
}

/** One line as the contract's `line(most)` takes it. */
export function oneLine(text: string, most: number): string {
  const clean = escapeText(text)
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
  return cutUnits(clean, most).trim() || 'unnamed'
}
