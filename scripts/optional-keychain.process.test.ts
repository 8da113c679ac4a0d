import { join } from 'node:path'
import { build } from 'vite'
import { expect, it } from 'vitest'
import { root } from './runner/root.ts'

it('builds the engine for the desktop app on a machine where keytar was never installed', async () => {
  const built = build({
    configFile: join(root, 'vite.engine.config.ts'),
    logLevel: 'silent',
    // As on a machine without libsecret: the name leads nowhere, whether or not it is installed here.
    resolve: { alias: { keytar: 'keytar-that-is-not-installed' } },
    build: { write: false },
  })

  await expect(built).resolves.toBeDefined()
})
