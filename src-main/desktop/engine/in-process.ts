import { APP_HOST, APP_ORIGIN } from '../page/origin.ts'
import { never, type EnginePort } from './port.ts'

/** What the shell needs of an opened engine. */
export interface OpenedEngine {
  readonly api: { fetch(request: Request): Response | Promise<Response> }
  readonly setupToken: string | null
  close(): Promise<void>
}

/** The engine in this process: no TCP port is open for the window. */
export function inProcessPort(engine: OpenedEngine): EnginePort {
  let closing: Promise<void> | null = null
  return {
    kind: 'in-process',
    baseUrl: APP_ORIGIN,
    setupToken: engine.setupToken,
    fetch: async (request) => engine.api.fetch(withHost(request)),
    ended: never,
    close: () => (closing ??= engine.close()),
  }
}

/** The engine answers to known hosts alone (DNS rebinding); a custom scheme's request names none. */
function withHost(request: Request): Request {
  const headers = new Headers(request.headers)
  headers.set('host', APP_HOST)
  return new Request(request, { headers })
}
