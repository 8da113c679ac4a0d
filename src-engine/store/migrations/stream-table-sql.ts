/** What lists of a stream ask for. */
type ListColumn = 'org' | 'agent' | 'run' | 'ref'

/**
 * The table of a stream as version 1 makes it. `pk` is the local order of arrival, (device, incarnation, seq) the identity
 * everywhere; `ref` points at the record this one belongs to (a vote at its request); `type` is what lists filter by.
 * @param lists what it is listed by, each with an index of its own: every index is a page more that a commit writes
 */
export function streamTableSql(name: string, lists: readonly ListColumn[] = ['org', 'agent', 'run', 'ref']): string {
  const indexes = lists.map(
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
    ${indexes.join('\n    ')}`
}
