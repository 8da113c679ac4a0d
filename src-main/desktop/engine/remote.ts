import { APP_ORIGIN } from '../page/origin.ts'
import type { RunningEngine } from './engine-file.ts'
import { never, type EnginePort } from './port.ts'
import type { SpawnedHost } from './spawn-host.ts'

/** Headers of one hop (RFC 9110, 7.6.1), and those that are the transport's own. */
const NOT_FORWARDED = [
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'host',
  'content-length',
  'accept-encoding',
]

/** Sends a request on; `fetch` of the platform. */
type Send = (url: string, init: RequestInit & { duplex?: 'half' }) => Promise<Response>

interface RemotePort {
  readonly engine: Pick<RunningEngine, 'url' | 'token'>
  /** The process, when the shell started it: it is then ended with the shell. */
  readonly host: SpawnedHost | null
  readonly send: Send
}

/** An engine in another process of this machine, reached over loopback. */
export function remotePort({ engine, host, send }: RemotePort): EnginePort {
  let closing: Promise<void> | null = null
  return {
    kind: 'remote',
    baseUrl: engine.url,
    setupToken: engine.token,
    fetch: (request) => forward(request, engine.url, send),
    ended: host?.ended ?? never,
    close: () => (closing ??= host?.stop() ?? Promise.resolve()),
  }
}

/** The same request to the engine's own address, the answer as it came. */
async function forward(request: Request, baseUrl: string, send: Send): Promise<Response> {
  const headers = new Headers(request.headers)
  for (const name of NOT_FORWARDED) headers.delete(name)
  // Our page is the engine's own page; any other origin goes on as it is, for the engine to refuse.
  if (headers.get('origin') === APP_ORIGIN) headers.set('origin', baseUrl)
  // fetch would unpack the answer but leave the header that calls it packed.
  headers.set('accept-encoding', 'identity')
  const url = new URL(request.url)
  return send(`${baseUrl}${url.pathname}${url.search}`, {
    method: request.method,
    headers,
    redirect: 'manual',
    signal: request.signal,
    ...(request.body === null ? {} : { body: request.body, duplex: 'half' as const }),
  })
}
