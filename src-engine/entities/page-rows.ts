import { idSchema } from '../contract/values.ts'
import type { EngineError } from '../kernel/errors.ts'
import { invalidQuery } from './invalid-query.ts'

/** What a column of SQLite may hold and a double can tell apart. */
const SEQUENCE = /^\d{1,15}$/

/** A page cut from rows that are in order already. The cursor is the key of the last row shown. */
export interface Page<Item> {
  readonly items: Item[]
  readonly next: string | null
  readonly total: number
}

/**
 * Cuts a page out of `items`, which are sorted by `key` in the order shown. Rows that come or go between two pages
 * neither repeat nor hide others, because a cursor names a place in the order and not a number of rows.
 * @param key of a row; its last line is the row's id
 * @param compare order of two keys as the list is sorted
 * @param order name of that order: a cursor is only good in the order it was given out in
 */
export function pageOfSorted<Item>(
  items: readonly Item[],
  key: (item: Item) => string,
  compare: (a: string, b: string) => number,
  {
    cursor,
    limit,
    order = '',
  }: { readonly cursor?: string | undefined; readonly limit: number; readonly order?: string },
): Page<Item> {
  const after = cursor === undefined ? null : decodePlace(cursor, order)
  const start = after === null ? 0 : items.findIndex((item) => compare(key(item), after) > 0)
  const page = start === -1 ? [] : items.slice(start, start + limit)
  const last = page.at(-1)
  const more = start !== -1 && start + limit < items.length
  return { items: page, next: more && last !== undefined ? encodePlace(order, key(last)) : null, total: items.length }
}

/** Cursors are opaque to callers: base64url of what they say. */
export function encodeCursor(key: string): string {
  return Buffer.from(key, 'utf8').toString('base64url')
}

/** The cursor of a sorted list: the order's name and the key of the last row shown, which ends with its id. */
export function encodePlace(order: string, key: string): string {
  return encodeCursor(`${order}\n${key}`)
}

/** The key a cursor names. @throws EngineError `invalid_input` unless a list in this very order gave it out. */
export function decodePlace(cursor: string, order: string): string {
  const text = decodeCursor(cursor)
  if (!text.startsWith(`${order}\n`)) throw badCursor()
  const key = text.slice(order.length + 1)
  if (!idSchema.safeParse(key.slice(key.lastIndexOf('\n') + 1)).success) throw badCursor()
  return key
}

/** @throws EngineError `invalid_input` naming the query field. */
function decodeCursor(cursor: string): string {
  const key = Buffer.from(cursor, 'base64url').toString('utf8')
  if (encodeCursor(key) !== cursor) throw badCursor()
  return key
}

/** The cursor of a stream's page: a local sequence number. */
export function decodeSequence(cursor: string | undefined): number | null {
  if (cursor === undefined) return null
  const text = decodeCursor(cursor)
  if (!SEQUENCE.test(text)) throw badCursor()
  return Number(text)
}

function badCursor(): EngineError {
  return invalidQuery('/cursor', 'is not one this list gave out')
}
