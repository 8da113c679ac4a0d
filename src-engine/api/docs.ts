import { readFile } from 'node:fs/promises'
import type { Hono } from 'hono'
import type { Operation } from '../contract/operation.ts'
import { openApiDocument } from './openapi.ts'

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>API · AgenticMail Control Center</title>
    <meta name="viewport" content="width=device-width, initial-scale=1" />
  </head>
  <body>
    <script id="api-reference" data-url="/openapi.json"></script>
    <script src="/docs/reference.js"></script>
  </body>
</html>
`

/** `/openapi.json`, and `/docs` with the reference's own script from this machine, so that it reads without a network. */
export function mountDocs(app: Hono, operations: readonly Operation[], version: string, script: string | null): void {
  let document: string | null = null
  app.get('/openapi.json', (c) => {
    document ??= JSON.stringify(openApiDocument(operations, version))
    return c.body(document, 200, { 'content-type': 'application/json' })
  })
  if (script === null) return
  app.get('/docs', (c) => c.html(PAGE))
  app.get('/docs/reference.js', async (c) =>
    c.body(await readFile(script, 'utf8'), 200, {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'max-age=3600',
    }),
  )
}
