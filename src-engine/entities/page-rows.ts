import type { EngineError } from '../kernel/errors.ts'
import { invalidQuery } from './invalid-query.ts'

/** A page cut from rows that are in order already. The cursor is the key of the last row shown. */
export interface Page<Item> {
  readonly items: Item[]
  readonly next: string | null
  readonly total: number
}

/**
 * Cuts a page out of `items`, which are sorted by `key` in the order shown. Rows that come or go between two pages
 * neither repeat nor hide others, because a cursor names a place in the order and not a number of rows.
 * @param compare order of two keys as the list is sorted
 */
export function pageOfSorted<Item>(items: readonly Item[], key: (item: Item) => string, compare: (a: string, b: string) => number, cursor: string | undefined, limit: number): Page<Item> {
  const after = cursor === undefined ? null : decodeCursor(cursor)
  const start = after === null ? 0 : items.findIndex((item) => compare(key(item), after) > 0)
  const page = start === -1 ? [] : items.slice(start, start + limit)
  const last = page.at(-1)
  const more = start !== -1 && start + limit < items.length
  return { items: page, next: more && last !== undefined ? encodeCursor(key(last)) : null, total: items.length }
}

/** Cursors are opaque to callers: base64url of the key. */
export function encodeCursor(key: string): string {
  return Buffer.from(key, 'utf8').toString('base64url')
}

/** @throws EngineError `invalid_input` naming the query field. */
export function decodeCursor(cursor: string): string {
  const key = Buffer.from(cursor, 'base64url').toString('utf8')
  if (encodeCursor(key) !== cursor) throw badCursor()
  return key
}

/** The cursor of a stream's page: a local sequence number. */
export function decodeSequence(cursor: string | undefined): number | null {
  if (cursor === undefined) return null
  const value = Number(decodeCursor(cursor))
  if (!Number.isSafeInteger(value)) throw badCursor()
  return value
}

function badCursor(): EngineError {
  return invalidQuery('/cursor', 'is not one this list gave out')
}
