import { existsSync } from 'node:fs'
import { request } from 'node:http'
import { homedir } from 'node:os'
import { join } from 'node:path'
import Docker from 'dockerode'
import type { WorkloadRef } from '../../adapter.ts'
import { EngineError } from '../../../kernel/errors.ts'
import { explain } from './explain.ts'

const PING_MS = 5_000
/** No call that we wait for is silent for longer, not even a build. */
const SILENT_MS = 180_000

/** A Docker engine that answered, spoken to in its own API version. */
export interface DockerEngine {
  readonly host: string
  readonly docker: Docker
  /** For answers that may be silent for long: a log that is followed. */
  readonly patient: Docker
  readonly apiVersion: string
}

/** Finds engines by the place's address. */
export interface DockerEngines {
  /** @throws EngineError `dependency_unavailable` with what to do about it. */
  reach(place: WorkloadRef['place']): Promise<DockerEngine>
}

interface Connection {
  readonly socketPath?: string
  readonly host?: string
  readonly port?: number
}

/** The address that `place` means: its own, DOCKER_HOST, or the platform's default. */
export function hostOf(place: WorkloadRef['place'], env: NodeJS.ProcessEnv): string {
  if (place.kind !== 'docker') throw new EngineError('internal', `A ${place.kind} target is not for Docker.`)
  const named = env['DOCKER_HOST']
  return place.host ?? (named === undefined || named === '' ? defaultHost() : named)
}

function defaultHost(): string {
  if (process.platform === 'win32') return 'npipe:////./pipe/docker_engine'
  // Docker Desktop keeps its socket in the home folder unless it was told to make the usual one too.
  const desktop = join(homedir(), '.docker', 'run', 'docker.sock')
  return existsSync('/var/run/docker.sock') || !existsSync(desktop)
    ? 'unix:///var/run/docker.sock'
    : `unix://${desktop}`
}

function connectionOf(host: string): Connection {
  if (host.startsWith('unix://')) return { socketPath: host.slice('unix://'.length) }
  if (host.startsWith('npipe://')) return { socketPath: host.slice('npipe://'.length) }
  const url = /^(?:tcp|http):\/\/(127\.0\.0\.1|localhost|\[::1\]):(\d{1,5})\/?$/.exec(host)
  if (url === null)
    throw new EngineError(
      'dependency_unavailable',
      `The Docker address ${JSON.stringify(host)} cannot be used: it must be unix:///path/to/docker.sock or http://127.0.0.1:PORT, because agents are spoken to over a port on this machine.`,
    )
  return { host: (url[1] ?? '').replace(/[[\]]/g, ''), port: Number(url[2]) }
}

/** The API version that the engine offers, from the answer to its ping. */
function ping(connection: Connection): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request({ ...connection, path: '/_ping', timeout: PING_MS }, (response) => {
      response.resume()
      const version = response.headers['api-version']
      if (response.statusCode === 200 && typeof version === 'string' && /^\d+\.\d+$/.test(version)) resolve(version)
      else
        reject(
          new EngineError(
            'dependency_unavailable',
            `What answers there is not a Docker engine (status ${response.statusCode ?? 0}). Check the address.`,
          ),
        )
    })
    call.on('timeout', () => call.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })))
    call.on('error', reject)
    call.end()
  })
}

/** Engines are pinged at each use: one that was updated or went away meanwhile is noticed before anything is done to it. */
export function createEngines(env: NodeJS.ProcessEnv): DockerEngines {
  const known = new Map<string, DockerEngine>()
  return {
    async reach(place) {
      const host = hostOf(place, env)
      const connection = connectionOf(host)
      try {
        const apiVersion = await ping(connection)
        const before = known.get(host)
        if (before?.apiVersion === apiVersion) return before
        // All that the library would otherwise take from DOCKER_* is set: the place's address goes first.
        const none = {
          socketPath: undefined,
          host: undefined,
          port: undefined,
          ca: undefined,
          cert: undefined,
          key: undefined,
        }
        const options = { ...none, ...connection, protocol: 'http', version: `v${apiVersion}` } as const
        const engine = {
          host,
          apiVersion,
          docker: new Docker({ ...options, timeout: SILENT_MS }),
          patient: new Docker(options),
        }
        known.set(host, engine)
        return engine
      } catch (error) {
        throw explain(error, host, 'asking it for its version')
      }
    },
  }
}
