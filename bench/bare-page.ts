import { readFileSync } from 'node:fs'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

/** Baseline of the list: one route that stringifies the same page for every request, and nothing else. */
const page: unknown = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))
const app = new Hono()
app.get('/page', (c) => c.json(page))
const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
  console.log(JSON.stringify({ port })),
)
process.on('disconnect', () => server.close())
