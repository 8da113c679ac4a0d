import { EngineError } from '../../../kernel/errors.ts'
import type { AgentFetch } from '../../adapter.ts'
import type { Part } from './workload.ts'
import { forwarderPort } from './spec.ts'

/** The port on this machine's loopback that leads to the agent, or null while there is none. Docker picks a new one at each start. */
export function publishedPort(forwarder: Part): number | null {
  if (!forwarder.info.State.Running) return null
  const bound = forwarder.info.NetworkSettings.Ports[`${forwarderPort}/tcp`]
  const port = Number(bound?.[0]?.HostPort)
  return Number.isSafeInteger(port) && port > 0 ? port : null
}

export function unreachable(why: string, cause?: unknown): EngineError {
  return new EngineError(
    'dependency_unavailable',
    `The agent cannot be reached: ${why}.`,
    cause === undefined ? {} : { cause },
  )
}

/**
 * A fetch to an agent through its forwarder. What the agent serves under `/v1/` gets the instance's token, unless the
 * caller brings its own.
 * @param findPort looks the port up; asked again after a connection that failed
 */
export function agentFetch(findPort: () => Promise<number>, findToken: () => Promise<string>): AgentFetch {
  let port: number | null = null
  return async (path, given) => {
    if (!path.startsWith('/')) throw new EngineError('internal', 'A path on an agent begins with a slash.')
    const headers = new Headers(given?.headers)
    if (path.startsWith('/v1/') && !headers.has('authorization'))
      headers.set('authorization', `Bearer ${await findToken()}`)
    const init = { ...given, headers }
    const fresh = port === null
    port ??= await findPort()
    try {
      return await fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'error', ...init })
    } catch (error) {
      port = null
      if (init.signal?.aborted === true) throw error
      if (fresh || !neverConnected(error)) throw unreachable('its connection broke', error)
      // The forwarder was restarted and has another port now; nothing of the request was sent.
      port = await findPort()
      return await fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'error', ...init })
    }
  }
}

function neverConnected(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED'
}
