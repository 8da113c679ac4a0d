import type { Stream } from './catalog.ts'

/**
 * The one shape of every stream's table. `pk` is the local order of arrival, (device, incarnation, seq) the identity
 * everywhere; `ref` points at the record this one belongs to (a vote at its request); `type` is what lists filter by.
 */
export function streamTableSql({ name }: Stream): string {
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
    CREATE INDEX ${name}_org ON ${name} (org, pk);
    CREATE INDEX ${name}_agent ON ${name} (agent, pk) WHERE agent IS NOT NULL;
    CREATE INDEX ${name}_run ON ${name} (run, pk) WHERE run IS NOT NULL;
    CREATE INDEX ${name}_ref ON ${name} (ref, pk) WHERE ref IS NOT NULL;`
}
