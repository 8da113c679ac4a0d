// Built apart from the shell, as an ES module for the Node inside current Electron (vite.host.config.ts): the engine
// has native and ESM-only parts that the shell's CommonJS does without.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { defaultLimits, openEngine, type Engine } from '../../../src-engine/index.ts'
import { createLogger } from '../../logger.ts'
import { APP_HOST, APP_ORIGIN } from '../page/origin.ts'

export interface ComposeOptions {
  readonly data: string
  readonly version: string
  /** Folder that holds `out/` and `resources/`. */
  readonly root: string
  /** The same folder for other programs: a packed app's archive is a folder to Electron alone. */
  readonly unpackedRoot: string
  readonly node: string
  readonly vault: 'auto' | 'keychain' | 'file'
}

/** Opens the engine inside the desktop app: same wiring as the headless host, but it answers the window alone. */
export function composeEngine({ data, version, root, unpackedRoot, node, vault }: ComposeOptions): Promise<Engine> {
  const agent = join(unpackedRoot, 'out', 'agent')
  const dashboard = join(root, 'out', 'dashboard')
  const docsScript = [
    join(root, 'out', 'docs', 'standalone.js'),
    join(root, 'node_modules', '@scalar', 'api-reference', 'dist', 'browser', 'standalone.js'),
  ].find((file) => existsSync(file))
  return openEngine(
    {
      directory: data,
      version,
      vault: { prefer: vault, passphraseFile: null },
      api: {
        hosts: new Set([APP_HOST]),
        origins: new Set([APP_ORIGIN]),
        allowedOrigins: new Set(),
        dashboard: existsSync(dashboard) ? dashboard : null,
        docsScript: docsScript ?? null,
        secure: false,
        limits: defaultLimits,
      },
      agent: { node, main: join(agent, 'agent.mjs'), bundle: agent, resources: join(unpackedRoot, 'resources') },
    },
    { logger: createLogger('info'), addressOf: () => 'window' },
  )
}
