import http from 'node:http'
import { readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { EngineError } from '../../../kernel/errors.ts'
import type { AgentFetch } from '../../adapter.ts'
import { readInstance } from './instance-files.ts'
import type { AgentPaths } from './paths.ts'

const NO_BODY = new Set([204, 205, 304])

/**
 * Speaks HTTP to an instance, with its token, over its socket: the built-in fetch knows no sockets. Answers stream;
 * redirects are not followed.
 */
export function agentFetch(paths: AgentPaths, id: string): AgentFetch {
  return async (path, init) => {
    const file = await readInstance(paths, id)
    if (!file) throw unreachable('it was not deployed to this machine')
    const request = new Request(new URL(path, 'http://agent'), init)
    if (!request.headers.has('authorization'))
      request.headers.set('authorization', `Bearer ${await tokenOf(paths, id)}`)
    const body = request.body === null ? undefined : Buffer.from(await request.arrayBuffer())
    const at =
      'socket' in file.endpoint ? { socketPath: file.endpoint.socket } : { host: '127.0.0.1', port: file.endpoint.port }
    const headers = {
      ...Object.fromEntries(request.headers),
      host: 'agent',
      ...(body === undefined ? {} : { 'content-length': String(body.byteLength) }),
    }
    const answer = await send(
      { ...at, path, method: request.method, headers, signal: request.signal, agent: false },
      body,
    )
    return toResponse(answer)
  }
}

function send(options: http.RequestOptions, body: Buffer | undefined): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = http.request(options, resolve)
    outgoing.on('error', (error) =>
      reject(options.signal?.aborted === true ? error : unreachable('its process does not answer', error)),
    )
    outgoing.end(body)
  })
}

function toResponse(answer: http.IncomingMessage): Response {
  const status = answer.statusCode ?? 502
  const headers = new Headers()
  for (let i = 0; i + 1 < answer.rawHeaders.length; i += 2)
    headers.append(answer.rawHeaders[i] ?? '', answer.rawHeaders[i + 1] ?? '')
  if (!NO_BODY.has(status)) return new Response(Readable.toWeb(answer), { status, headers })
  answer.resume()
  return new Response(null, { status, headers })
}

async function tokenOf(paths: AgentPaths, id: string): Promise<string> {
  try {
    return (await readFile(paths.instance(id).token, 'utf8')).trim()
  } catch (error) {
    throw unreachable('its token is not in the app’s data folder', error)
  }
}

function unreachable(why: string, cause?: unknown): EngineError {
  return new EngineError(
    'dependency_unavailable',
    `The agent cannot be reached: ${why}.`,
    cause === undefined ? {} : { cause },
  )
}
