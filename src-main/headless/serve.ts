import { randomUUID } from 'node:crypto'
import { type Server, createServer } from 'node:http'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { getConnInfo } from '@hono/node-server/conninfo'
import { getRequestListener } from '@hono/node-server'
import { type Engine, EngineError, defaultLimits, openEngine, problemResponse } from '../../src-engine/index.ts'
import { createLogger } from '../logger.ts'
import { agentParts } from './agent-parts.ts'
import { alreadyRunning } from './already-running.ts'
import { engineFileOf } from './engine-file.ts'
import type { HeadlessOptions } from './options.ts'
import { projectRoot, version } from './project.ts'

export interface HeadlessHost {
  readonly ready: { readonly ready: true; readonly url: string; readonly token: string | null; readonly data: string }
  close(): Promise<void>
}

const HOST = '127.0.0.1'

/** Seconds after which a client may ask again while the engine is being opened. */
const START_SECONDS = 1

/**
 * Opens the engine and serves it on loopback; `engine.json` tells the CLI and a second start where.
 * Until it is open every request is told so.
 * @throws EngineError `conflict` when one runs on this directory already (with its address) or the port is taken; what
 * openEngine throws
 */
export async function serveHeadless(options: HeadlessOptions): Promise<HeadlessHost> {
  const server = createServer()
  let opened: Engine | null = null
  const answer = getRequestListener((request, env) => opened?.api.fetch(request, env) ?? stillStarting())
  server.on('request', (request, response) => void answer(request, response))
  const port = await listen(server, options)
  try {
    const { engine, close } = await openHere(options, port)
    opened = engine
    return {
      ready: { ready: true, url: `http://${HOST}:${port}/dashboard/`, token: engine.setupToken, data: options.data },
      async close() {
        server.close()
        server.closeAllConnections()
        await close()
      },
    }
  } catch (error) {
    server.close()
    if (error instanceof EngineError && error.details['running'] === true)
      throw (await alreadyRunning(options.data)) ?? error
    throw error
  }
}

function stillStarting(): Response {
  return problemResponse(
    new EngineError('dependency_unavailable', 'The control center is starting. Try again in a moment.', {
      details: { retryAfter: START_SECONDS },
    }),
    randomUUID(),
  )
}

/** The engine of the data directory, to be answered for at `port`, and its `engine.json`. */
async function openHere(options: HeadlessOptions, port: number): Promise<{ engine: Engine; close(): Promise<void> }> {
  const logger = createLogger(options.logLevel)
  const names = [HOST, 'localhost', '[::1]'].map((name) => `${name}:${port}`)
  const dashboard = join(projectRoot, 'out', 'dashboard')
  const docsScript = join(projectRoot, 'node_modules', '@scalar', 'api-reference', 'dist', 'browser', 'standalone.js')
  const file = engineFileOf(options.data)
  const tell = (token: string | null): Promise<void> =>
    file.write({ url: `http://${HOST}:${port}`, token, pid: process.pid })
  const engine = await openEngine(
    {
      directory: options.data,
      version,
      vault: { prefer: options.vault, passphraseFile: options.passphraseFile },
      api: {
        hosts: new Set(names),
        origins: new Set(names.map((name) => `http://${name}`)),
        allowedOrigins: new Set(options.allowOrigin),
        dashboard: existsSync(dashboard) ? dashboard : null,
        docsScript: existsSync(docsScript) ? docsScript : null,
        secure: false,
        limits: { ...defaultLimits, perMinute: options.requestsPerMinute },
      },
      agent: agentParts(),
    },
    {
      logger,
      addressOf: (c) => getConnInfo(c).remote.address ?? 'unknown',
      onSetUp: () =>
        void tell(null).catch((error: unknown) => logger.error({ err: error }, 'engine.json could not be written')),
    },
  )
  await tell(engine.setupToken)
  return {
    engine,
    async close() {
      try {
        await file.remove()
      } finally {
        await engine.close()
      }
    },
  }
}

async function listen(server: Server, { port, data }: HeadlessOptions): Promise<number> {
  try {
    return await listenOn(server, port)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error
    const taken = `Port ${port} is taken by another program. Choose another with --port.`
    throw (await alreadyRunning(data)) ?? new EngineError('conflict', taken, { cause: error })
  }
}

function listenOn(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, HOST, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}
