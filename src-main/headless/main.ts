import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// Types are stripped and scripts compiled once, not at every start (docs/adr/0014): the host itself is loaded after this.
enableCompileCache(join(import.meta.dirname, '..', '..', '.cache', 'compile'))
await import('./run.ts')
