import type { Stream } from './catalog.ts'

/**
 * The one shape of every stream's table. `pk` is the local order of arrival, (device, incarnation, seq) the identity
 * everywhere; `ref` points at the record this one belongs to (a vote at its request); `type` is what lists filter by.
 */
export function streamTableSql({ name, listedBy }: Stream): string {
  const lists = listedBy.map(
    (column) => `CREATE INDEX ${name}_${column} ON ${name} (${column}, pk) WHERE ${column} IS NOT NULL;`,
  )
  return `
    CREATE TABLE ${name} (
      pk INTEGER PRIMARY KEY AUTOINCREMENT,
      device TEXT NOT NULL,
      incarnation INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      id TEXT NOT NULL,
      org TEXT NOT NULL,
      agent TEXT,
      run TEXT,
      ref TEXT,
      type TEXT,
      at TEXT NOT NULL,
      doc TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX ${name}_identity ON ${name} (device, incarnation, seq);
    CREATE UNIQUE INDEX ${name}_id ON ${name} (id);
    ${lists.join('\n    ')}`
}
