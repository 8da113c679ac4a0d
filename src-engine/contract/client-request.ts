import type { z } from 'zod'
import type { Operation } from './operation.ts'

interface SignalLike {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}
/** The platform's AbortSignal where this is compiled against one (browser, Node), its shape where it is not. */
export type Signal = typeof globalThis extends { AbortSignal: { prototype: infer Real } } ? Real : SignalLike

export interface HttpRequest {
  method: string
  headers: Record<string, string>
  credentials?: 'include' | 'same-origin' | 'omit'
  body?: string
  signal?: Signal
}

export interface HttpResponse {
  readonly ok: boolean
  readonly status: number
  readonly headers: { get(name: string): string | null }
  readonly body: {
    getReader(): { read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>; cancel(): Promise<void> }
  } | null
  text(): Promise<string>
}

/** What the client needs of `fetch`; the browser's, Node's and an in-process handler all fit. */
export type Fetch = (url: string, init: HttpRequest) => Promise<HttpResponse>

type Part<Name extends string, Value> =
  Record<string, never> extends Value
    ? { readonly [P in Name]?: Value }
    : undefined extends Value
      ? { readonly [P in Name]?: Value }
      : { readonly [P in Name]: Value }

/** The parts of a call; those that may be empty may be left out. */
export type CallInput<O extends Operation> = Part<'params', z.input<O['params']>> &
  Part<'query', z.input<O['query']>> &
  Part<'body', z.input<O['body']>> & {
    /** Version of the document that was read: sent as `If-Match`, so that a change made meanwhile is not overwritten. */
    readonly ifMatch?: number
    /** Repeated with every retry of one intent; made anew for each call when absent. */
    readonly idempotencyKey?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly signal?: Signal
  }

/** The same without its types, as the transport sees it. */
export interface AnyCall {
  readonly params?: unknown
  readonly query?: unknown
  readonly body?: unknown
  readonly ifMatch?: number
  readonly idempotencyKey?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: Signal
}

/** Fills `{name}` placeholders (OpenAPI) and appends the query; absent values are left out. */
export function urlOf(base: string, operation: Operation, params: unknown, query: unknown): string {
  const values = entriesOf(params)
  const path = operation.path.replace(/\{([^}]+)\}/g, (_, name: string) => {
    const value = values.find(([key]) => key === name)?.[1]
    if (value === undefined) throw new TypeError(`${operation.id} needs the parameter ${name}`)
    return encodeURIComponent(printed(value))
  })
  const pairs = entriesOf(query)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(printed(value))}`)
  return pairs.length === 0 ? base + path : `${base}${path}?${pairs.join('&')}`
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}

function printed(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
