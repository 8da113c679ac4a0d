import { existsSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { systemInstallCommand } from '../../scripts/bootstrap/system-packages.mjs'
import { hold, release } from './docker-holders.ts'
import { enginePaths, startEngine, stopEngine } from './docker-engine.ts'
import { which } from './process.ts'
import { ServerMissing, type Server } from './server.ts'

const root = join(import.meta.dirname, '..', '..')

/** Throws ServerMissing when no engine answers and none can be started here. */
export async function requireDocker(): Promise<void> {
  if ((await reachableHost()) !== null) return
  if (process.platform !== 'linux')
    throw new ServerMissing('no Docker engine answers', 'open Docker Desktop, then: npm test')
  if (which('dockerd') === null) throw new ServerMissing('dockerd is not installed', systemInstallCommand)
  if (process.getuid?.() !== 0)
    throw new ServerMissing('no Docker engine answers, and only root can start one', 'sudo systemctl start docker')
}

/**
 * Hands out a Docker engine: the one at DOCKER_HOST or at the default socket when it answers, or
 * else a private one of this clone, started on demand and shared by everyone who asks while it
 * runs. The last to `stop` ends it. Its images stay in .cache/docker for the next run.
 */
export async function startDocker(): Promise<Server> {
  await requireDocker()
  const found = await reachableHost()
  if (found !== null) return { env: { DOCKER_HOST: found }, stop: async () => undefined }

  const engine = enginePaths(root)
  const holder = await hold(engine, async () => {
    if (!(await answers(engine.socket))) await startEngine(engine, () => answers(engine.socket))
  })
  let stopped = false
  const stop = async () => {
    if (stopped) return
    stopped = true
    await release(engine, holder, () => stopEngine(engine))
  }
  return { env: { DOCKER_HOST: `unix://${engine.socket}` }, stop }
}

/** DOCKER_HOST or the default socket, whichever answers; null when neither does. */
async function reachableHost(): Promise<string | null> {
  const named = process.env['DOCKER_HOST']
  // A remote engine (tcp, ssh) is a deliberate choice: it is taken at its word.
  if (named !== undefined && !named.startsWith('unix://')) return named
  for (const host of [named, 'unix:///var/run/docker.sock']) {
    if (host !== undefined && (await answers(host.slice('unix://'.length)))) return host
  }
  return null
}

/** Whether an engine answers a ping at this socket. */
function answers(socketPath: string): Promise<boolean> {
  if (!existsSync(socketPath)) return Promise.resolve(false)
  return new Promise((resolve) => {
    const ping = request({ socketPath, path: '/_ping', timeout: 2_000 }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    ping.on('timeout', () => ping.destroy(new Error('no answer within 2 s')))
    ping.on('error', () => resolve(false))
    ping.end()
  })
}
