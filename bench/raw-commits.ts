import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { z } from 'zod'
import { type CreationRow, creationsOf } from './shared/creations-of.ts'

/**
 * Baseline of "create an agent": the rows that real creations left in a host's database, written again into a new file
 * of the same tables with `synchronous=FULL`, one commit a creation, in this process and with nothing around it.
 */
const source = new Database(process.argv[2] ?? '', { readonly: true })
const tables = source
  .prepare(`SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid`)
  .pluck()
  .all()
  .map(String)
const creations = creationsOf(source)
source.close()

const folder = await mkdtemp(join(tmpdir(), 'bench-raw-'))
const target = new Database(join(folder, 'raw.db'))
target.pragma('journal_mode = WAL')
target.pragma('synchronous = FULL')
for (const sql of tables) target.exec(sql)
const statements = new Map<string, Database.Statement>()

function write({ table, values }: CreationRow): void {
  let statement = statements.get(table)
  if (!statement) {
    const columns = Object.keys(values)
    statement = target.prepare(
      `INSERT OR REPLACE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    )
    statements.set(table, statement)
  }
  statement.run(...Object.values(values))
}
const commit = target.transaction((rows: readonly CreationRow[]) => {
  for (const row of rows) write(row)
})

const message = z.object({ commits: z.int() })
let next = 0
process.on('message', (value) => {
  const { commits } = message.parse(value)
  const times: number[] = []
  const begun = performance.now()
  for (const rows of creations.slice(next, next + commits)) {
    const before = performance.now()
    commit.immediate(rows)
    times.push(performance.now() - before)
  }
  next += times.length
  const took = performance.now() - begun
  times.sort((a, b) => a - b)
  process.send?.({
    perSecond: (times.length * 1_000) / took,
    p50: times[Math.floor(times.length / 2)] ?? Number.NaN,
    done: times.length,
  })
})
process.once('SIGTERM', () => {
  target.close()
  void rm(folder, { recursive: true, force: true }).then(() => process.exit())
})
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
console.log(JSON.stringify({ creations: creations.length, rows: creations[0]?.length ?? 0 }))
