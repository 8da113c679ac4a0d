import { fdatasync, fdatasyncSync } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { z } from 'zod'
import { openRawCommits } from './shared/raw-commits.ts'

/**
 * The floor under one client's creation: a route that parses the body, commits the rows of a real creation, syncs them
 * and answers. Nothing is checked, made or audited. `off-loop` syncs as the product does, off the main thread; `blocking`
 * lets the event loop wait for the disk, which tells what the other way costs.
 */
const how = z.enum(['off-loop', 'blocking']).parse(process.argv[3])
const folder = await mkdtemp(join(tmpdir(), 'bench-floor-'))
const { creations, commit, close } = openRawCommits(process.argv[2] ?? '', join(folder, 'raw.db'), 'NORMAL')
const wal = await open(join(folder, 'raw.db-wal'), 'r+')
const datasync = promisify(fdatasync)
let next = 0

const app = new Hono()
app.post('/api/engine/agents', async (c) => {
  const body: unknown = await c.req.json()
  const rows = creations[next++ % creations.length] ?? []
  commit(rows)
  if (how === 'blocking') fdatasyncSync(wal.fd)
  else await datasync(wal.fd)
  // As long as an agent's view.
  return c.json({ body, rows: rows.slice(0, 1) }, 201)
})
const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
  console.log(JSON.stringify({ port })),
)
process.on('disconnect', () => {
  server.close()
  void wal.close().then(() => {
    close()
    return rm(folder, { recursive: true, force: true })
  })
})
