import type { z } from 'zod'
import type { Operation } from '../../src-engine/contract/operation.ts'
import { errorCodeSchema } from '../../src-engine/contract/problem.ts'
import type { TokenFile } from '../config/index.ts'
import { AgentError, sentence } from '../errors.ts'
import { parseControlUrl } from './control-url.ts'
import { parseProblem, retryAfterMs } from './problem.ts'
import { createSocketFetch } from './socket-fetch.ts'

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
  /** `fetch` that reaches the control center and carries the token of the moment. */
  readonly fetch: typeof globalThis.fetch
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
export function createControlClient(controlUrl: string, token: TokenFile): ControlClient {
  const address = parseControlUrl(controlUrl)
  const raw = createSocketFetch(address.socket)

  async function authorized(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const headers = new Headers(init?.headers)
    headers.set('authorization', `Bearer ${token.current()}`)
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
      response = await authorized(url, {
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

  return { modelBase: `${address.base}/llm/v1`, fetch: authorized, call }
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
