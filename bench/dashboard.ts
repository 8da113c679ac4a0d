import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { type Benchmark, atMost } from './shared/figure.ts'

const folder = fileURLToPath(new URL('../out/dashboard/', import.meta.url))
const SCRIPTS = /<(?:script|link)\b[^>]*?(?:src|href)="([^"]+\.js)"/g
const STATIC_IMPORTS = /(?:^|[;}\s])(?:import|export)\s*(?:[\w$*{}\s,]+?from\s*)?["'](\.{1,2}\/[^"']+\.js)["']/g

/** Script that a browser has to load before the first screen: what the page names and what that imports at once, gzipped. */
export const dashboard: Benchmark = {
  name: 'dashboard',
  run() {
    const page = join(folder, 'index.html')
    if (!existsSync(page)) throw new Error('The dashboard is not built: run `npm run build` first.')
    const first = [...readFileSync(page, 'utf8').matchAll(SCRIPTS)].map(([, path = '']) =>
      path.replace(/^\/dashboard\//, '').replace(/^\.\//, ''),
    )
    const wanted = new Set<string>()
    const queue = [...first]
    for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
      if (wanted.has(path)) continue
      wanted.add(path)
      const source = readFileSync(join(folder, path), 'utf8')
      for (const [, imported = ''] of source.matchAll(STATIC_IMPORTS)) queue.push(posix.join(dirname(path), imported))
    }
    const bytes = [...wanted].reduce(
      (sum, path) => sum + gzipSync(readFileSync(join(folder, path)), { level: 9 }).length,
      0,
    )
    return Promise.resolve([
      atMost(`dashboard: first screen, ${wanted.size} scripts gzipped`, 'KB', bytes / 1_000, 300),
    ])
  },
}
