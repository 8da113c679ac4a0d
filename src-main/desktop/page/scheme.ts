import type { CustomScheme } from 'electron'
import type { Problem } from '../../../src-engine/contract/problem.ts'
import { ShellError, type EnginePort } from '../engine/port.ts'
import { APP_HOST, APP_ORIGIN, APP_SCHEME } from './origin.ts'

interface ProtocolPort {
  registerSchemesAsPrivileged(schemes: CustomScheme[]): void
  /** Absent before Electron 25. */
  handle?(scheme: string, handler: (request: Request) => Promise<Response>): void
}

/** Tells Chromium, before the app is ready, that `app://` is like https: own origin, fetch, streams; no CORS exemption. */
export function declareScheme(protocol: ProtocolPort): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true }
  protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges }])
}

interface ServePage {
  readonly protocol: ProtocolPort
  readonly engine: EnginePort
  log(line: string): void
}

/**
 * Connects the window with the engine: `app://control/…` goes to the engine port. Electron without `protocol.handle`
 * shows a remote engine's own address instead.
 * @returns the origin of the page
 * @throws ShellError when this Electron can do neither
 */
export function servePage({ protocol, engine, log }: ServePage): string {
  if (protocol.handle === undefined) {
    if (engine.kind === 'remote') return engine.baseUrl
    return requireHandle(protocol)
  }
  protocol.handle(APP_SCHEME, (request) => answer(request, engine, log))
  return APP_ORIGIN
}

async function answer(request: Request, engine: EnginePort, log: (line: string) => void): Promise<Response> {
  // Every other host of the scheme would be another origin with the same answers.
  if (new URL(request.url).host !== APP_HOST) return new Response('There is nothing here.', { status: 404 })
  try {
    return await engine.fetch(request)
  } catch (error) {
    log(`the engine did not answer ${request.method} ${new URL(request.url).pathname}: ${String(error)}`)
    return unreachable()
  }
}

/**
 * Asked before the engine is loaded too: older Electron ends at once when it loads the engine's native parts.
 * @throws ShellError in an Electron without `protocol.handle`
 */
export function requireHandle(protocol: Pick<ProtocolPort, 'handle'>): string {
  if (protocol.handle !== undefined) return APP_ORIGIN
  throw new ShellError('This Electron is too old to run the engine in the window. Start it with --engine=remote.')
}

/** As the engine itself would say it (RFC 9457). */
function unreachable(): Response {
  const problem: Problem = {
    type: '/problems/dependency_unavailable',
    title: 'dependency unavailable',
    status: 503,
    detail: 'The engine of this window cannot be reached. It may be restarting; if this stays, restart the app.',
    code: 'dependency_unavailable',
    requestId: 'window',
  }
  return Response.json(problem, { status: 503, headers: { 'content-type': 'application/problem+json' } })
}
