import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import Database from 'better-sqlite3'
import { Hono } from 'hono'

/**
 * Baseline of the decision: a route that parses the body, stores it as one row and answers once the row is on the disk.
 * All rows of one turn of the loop share a transaction and an fdatasync off the main thread; nothing is checked.
 */
const file = join(process.argv[2] ?? '', 'bare.db')
const sql = new Database(file)
sql.pragma('journal_mode = WAL')
sql.pragma('synchronous = NORMAL')
sql.exec('CREATE TABLE decisions (id INTEGER PRIMARY KEY, at TEXT NOT NULL, doc TEXT NOT NULL) STRICT')
const insert = sql.prepare('INSERT INTO decisions (at, doc) VALUES (?, ?)')
const wal: FileHandle = await open(`${file}-wal`, 'r+')

interface Waiting {
  readonly doc: string
  readonly done: (id: number) => void
}
let queue: Waiting[] = []
let busy = false

const commit = sql.transaction((group: readonly Waiting[]) => {
  const at = new Date().toISOString()
  return group.map(({ doc }) => Number(insert.run(at, doc).lastInsertRowid))
})

async function flush(): Promise<void> {
  while (queue.length > 0) {
    const group = queue
    queue = []
    const ids = commit(group)
    await wal.datasync()
    group.forEach(({ done }, index) => done(ids[index] ?? 0))
  }
  busy = false
}

function store(doc: string): Promise<number> {
  return new Promise((resolve) => {
    queue.push({ doc, done: resolve })
    if (busy) return
    busy = true
    setImmediate(() => void flush())
  })
}

const app = new Hono()
app.post('/decide', async (c) => {
  const id = await store(JSON.stringify(await c.req.json()))
  return c.json({ verdict: 'allow', decisionId: id })
})
const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
  console.log(JSON.stringify({ port })),
)
process.on('disconnect', () => server.close())
