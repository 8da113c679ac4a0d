import type Database from 'better-sqlite3'

/** SQLite's own `lower` knows the letters of ASCII alone. */
const NAME = 'folded'

/** Gives a connection the function that {@link contains} needs for letters beyond ASCII. */
export function addFolded(database: Database.Database): void {
  database.function(NAME, { deterministic: true }, (text: unknown) =>
    typeof text === 'string' ? text.toLowerCase() : null,
  )
}

/**
 * The condition that a column holds a text in any case of its letters, with its one value. A text of ASCII alone is
 * looked for without a call into JavaScript for every row.
 */
export function contains(column: string, text: string): { readonly sql: string; readonly value: string } {
  const value = text.toLowerCase()
  // oxlint-disable-next-line no-control-regex -- the range of ASCII
  const fold = /^[\x00-\x7f]*$/.test(text) ? 'lower' : NAME
  return { sql: `instr(${fold}(${column}), ?) > 0`, value }
}
