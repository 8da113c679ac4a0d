import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import type { Hono } from 'hono'
import { compress } from 'hono/compress'

/** The built dashboard below `/dashboard`; every other path of it that is no file is a view of the one page. */
export function mountDashboard(app: Hono, folder: string): void {
  const page = (): Promise<string> => readFile(join(folder, 'index.html'), 'utf8')
  const serveFile = serveStatic({ root: folder, rewriteRequestPath: (path) => path.slice('/dashboard'.length) })
  app.get('/', (c) => c.redirect('/dashboard/'))
  app.get('/dashboard', (c) => c.redirect('/dashboard/'))
  app.use('/dashboard/assets/*', compress(), async (c, next) => {
    await next()
    // Asset names carry their content's hash.
    if (c.res.ok) c.res.headers.set('cache-control', 'public, max-age=31536000, immutable')
  })
  app.get('/dashboard/assets/*', serveFile, (c) => c.notFound())
  app.use('/dashboard/*', serveFile)
  app.get('/dashboard/*', async (c) => c.html(await page(), 200, { 'cache-control': 'no-cache' }))
}
