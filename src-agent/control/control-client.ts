import type { z } from 'zod'
import type { Operation } from '../../src-engine/contract/operation.ts'
import { errorCodeSchema } from '../../src-engine/contract/problem.ts'
import type { AgentConfig, TokenFile } from '../config/index.ts'
import { AgentError, sentence } from '../errors.ts'
import { parseControlUrl } from './control-url.ts'
import { parseProblem, retryAfterMs } from './problem.ts'
import { createSocketFetch } from './socket-fetch.ts'
import { createTokenRenewal } from './token-renewal.ts'

interface Call<Params, Query, Body> {
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body
  /** Idempotency key; a retry repeats it. Every mutation has one. */
  readonly key?: string
  readonly signal?: AbortSignal
  readonly timeoutMs?: number
}

export interface ControlClient {
  /** Address of the OpenAI-compatible model proxy. */
  readonly modelBase: string
  /** `fetch` that reaches the control center and carries the token of the moment; one that is refused is renewed once. */
  readonly fetch: typeof globalThis.fetch
  /** Renews the token before it ends; false when that is not possible now. */
  renewToken(): Promise<boolean>
  /**
   * One call of the contract. Resolves to the parsed answer; throws `AgentError` with the problem's code and status,
   * with status 0 when there was no answer, and with 304 when a conditional read found nothing new.
   */
  call<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
    operation: Operation<P, Q, B, R>,
    call: Call<z.input<P>, z.input<Q>, z.input<B>>,
  ): Promise<z.output<R>>
}

const DEFAULT_TIMEOUT_MS = 15_000

/** Client of the runtime contract: paths, methods and answers all come from the contract's table. */
export function createControlClient(
  config: Pick<AgentConfig, 'controlUrl' | 'instance' | 'keyFile'>,
  token: TokenFile,
): ControlClient {
  const address = parseControlUrl(config.controlUrl)
  const raw = createSocketFetch(address.socket)
  const renew = createTokenRenewal({ identity: config, token, call })

  async function authorized(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const used = token.current()
    const response = await sendWith(used, input, init)
    // A body that was read away cannot be sent again; whoever sent it tries again himself.
    const isRepeatable = !(input instanceof Request) && !(init?.body instanceof ReadableStream)
    if (response.status !== 401 || !isRepeatable || !(await renew(used))) return response
    await response.body?.cancel()
    return sendWith(token.current(), input, init)
  }
  async function sendWith(value: string, input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const headers = new Headers(init?.headers)
    headers.set('authorization', `Bearer ${value}`)
    return raw(input, { ...init, headers })
  }

  async function call<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
    operation: Operation<P, Q, B, R>,
    given: Call<z.input<P>, z.input<Q>, z.input<B>>,
  ): Promise<z.output<R>> {
    const url = new URL(address.base + fillPath(operation.path, given.params))
    for (const [name, value] of Object.entries(given.query ?? {})) url.searchParams.set(name, String(value))
    const headers = new Headers({ accept: 'application/json' })
    if (given.body !== undefined) headers.set('content-type', 'application/json')
    if (given.key !== undefined) headers.set('idempotency-key', given.key)
    const limits = [
      AbortSignal.timeout(Math.ceil(given.timeoutMs ?? DEFAULT_TIMEOUT_MS)),
      ...(given.signal ? [given.signal] : []),
    ]
    let response: Response
    let text: string
    try {
      // Renewing is for those whose token is refused, so it goes without.
      const send = operation.rule.kind === 'public' ? raw : authorized
      response = await send(url, {
        method: operation.method.toUpperCase(),
        headers,
        signal: AbortSignal.any(limits),
        ...(given.body === undefined ? {} : { body: JSON.stringify(given.body) }),
      })
      text = await response.text()
    } catch (cause) {
      if (cause instanceof AgentError) throw cause
      given.signal?.throwIfAborted()
      throw new AgentError('dependency_unavailable', `The control center does not answer (${sentence(cause)}).`, {
        cause,
      })
    }
    if (response.status < 200 || response.status > 299) throw refused(response, text)
    const result = operation.result.safeParse(text === '' ? null : parseJson(text))
    if (result.success) return result.data
    throw new AgentError('internal', `The control center's answer to ${operation.id} is not what the contract says.`, {
      cause: result.error,
      status: response.status,
    })
  }

  return { modelBase: `${address.base}/llm/v1`, fetch: authorized, renewToken: () => renew(token.current()), call }
}

function refused(response: Response, text: string): AgentError {
  const problem = parseProblem(text)
  const wait = retryAfterMs(response.headers)
  return new AgentError(
    problem?.code ?? errorCodeSchema.enum.internal,
    problem?.detail ?? `The control center answered ${response.status}.`,
    {
      status: response.status,
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    },
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new AgentError('internal', 'The control center answered with something that is not JSON.', {
      cause,
      status: 502,
    })
  }
}

function fillPath(path: string, params: unknown): string {
  const values = new Map<string, unknown>(typeof params === 'object' && params !== null ? Object.entries(params) : [])
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values.get(name))))
}
