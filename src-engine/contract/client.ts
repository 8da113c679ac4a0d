import type { z } from 'zod'
import { openEvents, type EventOptions, type StreamItem } from './client-events.ts'
import {
  urlOf,
  type AnyCall,
  type CallInput,
  type Fetch,
  type HttpRequest,
  type HttpResponse,
} from './client-request.ts'
import type { Operation } from './operation.ts'
import { readProblem, unreachable, unreadable } from './problem-error.ts'

/** Every host of the client (browser, Node) has it; the contract compiles against no host. */
declare const crypto: { randomUUID(): string }

export interface ClientOptions {
  /** Origin in front of the operations' paths; empty for the page's own. */
  readonly baseUrl: string
  readonly fetch: Fetch
  /** The access token to send as bearer, or null when nobody is signed in. */
  readonly token?: () => string | null
  /**
   * Called when the engine refused the token. Resolves to true when there is a new one: the call is then sent again,
   * once. Calls that need no sign-in never come here.
   */
  readonly onUnauthenticated?: () => Promise<boolean>
}

export interface Client {
  /**
   * Calls one operation of the contract and resolves to its parsed result.
   * @throws ProblemError with the engine's problem document; for `AbortError` see the platform's fetch
   */
  call<O extends Operation>(operation: O, input: CallInput<O>): Promise<z.output<O['result']>>
  /** Opens an operation whose delivery is `events`; see {@link openEvents}. */
  events<O extends Operation>(
    operation: O,
    input: CallInput<O>,
    options?: EventOptions,
  ): AsyncGenerator<StreamItem<z.output<O['result']>>>
  /** Reads an operation whose delivery is `ndjson` as its text, one JSON value a line. */
  download<O extends Operation>(operation: O, input: CallInput<O>): Promise<string>
}

/** The one typed client of the API: dashboard and command line call operations of the contract table through it. */
export function createClient(options: ClientOptions): Client {
  /** Sends a call, after a fresh sign-in once more. The idempotency key stays the same. */
  async function send(
    operation: Operation,
    call: AnyCall,
    accept: string,
    extra: Readonly<Record<string, string>> = {},
  ): Promise<HttpResponse> {
    const key = call.idempotencyKey ?? (operation.method === 'post' ? crypto.randomUUID() : null)
    const attempt = async () =>
      transmit(options, operation, call, { accept, ...(key === null ? {} : { 'idempotency-key': key }), ...extra })
    let response = await attempt()
    if (response.status === 401 && operation.rule.kind === 'role' && options.onUnauthenticated) {
      if (await options.onUnauthenticated()) response = await attempt()
    }
    if (response.ok) return response
    throw readProblem(
      response.status,
      await response.text(),
      response.headers.get('x-request-id') ?? '',
      response.headers.get('retry-after'),
    )
  }

  return {
    async call<O extends Operation>(operation: O, input: CallInput<O>) {
      const response = await send(operation, input, 'application/json')
      const text = await response.text()
      const parsed = parse<O['result']>(operation.result, text === '' ? null : JSON.parse(text))
      if (parsed.success) return parsed.data
      throw unreadable(response.status, response.headers.get('x-request-id') ?? '', parsed.error)
    },
    events<O extends Operation>(operation: O, input: CallInput<O>, eventOptions: EventOptions = {}) {
      return openEvents<O['result']>(
        operation.result,
        async (lastEventId) =>
          send(operation, input, 'text/event-stream', lastEventId === null ? {} : { 'last-event-id': lastEventId }),
        { ...(input.signal ? { signal: input.signal } : {}), ...eventOptions },
      )
    },
    async download(operation, input) {
      const response = await send(operation, input, 'application/x-ndjson')
      return response.text()
    },
  }
}

async function transmit(
  options: ClientOptions,
  operation: Operation,
  call: AnyCall,
  headers: Record<string, string>,
): Promise<HttpResponse> {
  const token = operation.rule.kind === 'role' ? (options.token?.() ?? null) : null
  const init: HttpRequest = { method: operation.method.toUpperCase(), headers: { ...headers }, credentials: 'include' }
  if (token !== null) init.headers['authorization'] = `Bearer ${token}`
  if (call.ifMatch !== undefined) init.headers['if-match'] = `"${call.ifMatch}"`
  if (call.body !== undefined) {
    init.headers['content-type'] = 'application/json'
    init.body = JSON.stringify(call.body)
  }
  Object.assign(init.headers, call.headers)
  if (call.signal) init.signal = call.signal
  const url = urlOf(options.baseUrl, operation, call.params, call.query)
  try {
    return await options.fetch(url, init)
  } catch (error) {
    if (call.signal?.aborted) throw error
    throw unreachable(error)
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.ZodSafeParseResult<z.output<Schema>> {
  return schema.safeParse(value)
}
