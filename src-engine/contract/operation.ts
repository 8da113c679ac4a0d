import type { z } from 'zod'
import type { AccessRule } from './access.ts'
import type { ErrorCode } from './problem.ts'

export type HttpMethod = 'get' | 'post' | 'put' | 'patch' | 'delete'

/** How the response body leaves the server: one JSON value, a server-sent event stream, or newline-delimited JSON. */
export type Delivery = 'json' | 'events' | 'ndjson'

/**
 * One operation of the API as data. The mounted route, the OpenAPI document, the typed client of dashboard and CLI and
 * the authorization matrix all come from these values; nothing is declared a second time.
 */
export interface Operation<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Result extends z.ZodType = z.ZodType,
> {
  /** Stable dotted name, `entity.verb`; also the OpenAPI operationId and the audit action of a refusal. */
  readonly id: string
  readonly method: HttpMethod
  /** Path with `{name}` placeholders as in OpenAPI. */
  readonly path: string
  readonly tag: string
  readonly summary: string
  readonly rule: AccessRule
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly result: Result
  readonly status: 200 | 201 | 202 | 204
  readonly delivery: Delivery
  /** Codes a caller must expect beyond those any operation may answer (see problem.ts). */
  readonly errors: readonly ErrorCode[]
  /** The result holds something shown once (a recovery key): it is never kept for a repeated request. */
  readonly secretResult: boolean
  /** The body holds a password or another secret: not even a plain hash of it is kept. */
  readonly secretBody: boolean
  /** Largest accepted request body in bytes. */
  readonly bodyLimit: number
}

/** The input a verb receives: parsed params, query and body of its operation. */
export type InputOf<O extends Operation> = {
  readonly params: z.output<O['params']>
  readonly query: z.output<O['query']>
  readonly body: z.output<O['body']>
}

/** What a caller hands to the client: the same three parts before defaults are applied. */
export type CallOf<O extends Operation> = {
  readonly params: z.input<O['params']>
  readonly query: z.input<O['query']>
  readonly body: z.input<O['body']>
}

export type ResultOf<O extends Operation> = z.output<O['result']>
