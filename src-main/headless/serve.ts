import { rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { getConnInfo } from '@hono/node-server/conninfo'
import { getRequestListener } from '@hono/node-server'
import { pino } from 'pino'
import { defaultLimits, openEngine } from '../../src-engine/index.ts'
import { agentParts } from './agent-parts.ts'
import type { HeadlessOptions } from './options.ts'
import { projectRoot, version } from './project.ts'

export interface HeadlessHost {
  readonly ready: { readonly ready: true; readonly url: string; readonly token: string | null; readonly data: string }
  close(): Promise<void>
}

const HOST = '127.0.0.1'

/** Opens the engine and serves it on loopback; `engine.json` (0600) tells the CLI and a second start where. */
export async function serveHeadless(options: HeadlessOptions): Promise<HeadlessHost> {
  // To stderr: stdout carries the readiness line alone.
  const logger = pino({ level: options.logLevel, redact: ['*.authorization', '*.password', '*.token', '*.accessToken', '*.refreshToken'] }, pino.destination(2))
  const server = createServer()
  const port = await listen(server, options.port)
  const names = [HOST, 'localhost', '[::1]'].map((name) => `${name}:${port}`)
  const dashboard = join(projectRoot, 'out', 'dashboard')
  const docsScript = join(projectRoot, 'node_modules', '@scalar', 'api-reference', 'dist', 'browser', 'standalone.js')
  try {
    const engine = await openEngine(
      {
        directory: options.data,
        version,
        vault: { prefer: options.vault, passphraseFile: options.passphraseFile },
        api: {
          hosts: new Set(names),
          origins: new Set(names.map((name) => `http://${name}`)),
          dashboard: existsSync(dashboard) ? dashboard : null,
          docsScript: existsSync(docsScript) ? docsScript : null,
          secure: false,
          limits: { ...defaultLimits, perMinute: options.requestsPerMinute },
        },
        agent: agentParts(),
      },
      { logger, addressOf: (c) => getConnInfo(c).remote.address ?? 'unknown' },
    )
    const answer = getRequestListener((request, env) => engine.api.fetch(request, env))
    server.on('request', (request, response) => void answer(request, response))
    const url = `http://${HOST}:${port}/dashboard/`
    const file = join(options.data, 'engine.json')
    await writeFile(file, JSON.stringify({ url: `http://${HOST}:${port}`, token: engine.setupToken, pid: process.pid }), { mode: 0o600 })
    return {
      ready: { ready: true, url, token: engine.setupToken, data: options.data },
      async close() {
        server.close()
        server.closeAllConnections()
        await rm(file, { force: true })
        await engine.close()
      },
    }
  } catch (error) {
    server.close()
    throw error
  }
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new Error(`Port ${port} is taken by another program. Choose another with --port.`) : error)
    })
    server.listen(port, HOST, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}
