import { z } from 'zod'
import type { AccessRule } from './access.ts'
import type { Delivery, HttpMethod, Operation } from './operation.ts'
import type { ErrorCode } from './problem.ts'

const nothing = z.strictObject({})
const noBody = z.undefined()
const noContent = z.null()

type Nothing = typeof nothing
type NoBody = typeof noBody
type NoContent = typeof noContent

interface OperationInit<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Result extends z.ZodType,
> {
  readonly id: string
  readonly method: HttpMethod
  readonly path: string
  readonly tag: string
  readonly summary: string
  /** Required: an operation without a rule does not compile. */
  readonly rule: AccessRule
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body
  readonly result?: Result
  readonly status?: 200 | 201 | 202 | 204
  readonly delivery?: Delivery
  readonly errors?: readonly ErrorCode[]
  readonly secretResult?: boolean
  readonly secretBody?: boolean
  readonly bodyLimit?: number
}

const DEFAULT_BODY_LIMIT = 256 * 1024

/**
 * Declares one operation and fills what most of them share: no params, query or body unless given, JSON delivery,
 * a body of at most 256 KiB, and status 204 when there is no result.
 */
export function defineOperation<
  Params extends z.ZodType = Nothing,
  Query extends z.ZodType = Nothing,
  Body extends z.ZodType = NoBody,
  Result extends z.ZodType = NoContent,
>(init: OperationInit<Params, Query, Body, Result>): Operation<Params, Query, Body, Result>
export function defineOperation(init: OperationInit<z.ZodType, z.ZodType, z.ZodType, z.ZodType>): Operation {
  return {
    id: init.id,
    method: init.method,
    path: init.path,
    tag: init.tag,
    summary: init.summary,
    rule: init.rule,
    params: init.params ?? nothing,
    query: init.query ?? nothing,
    body: init.body ?? noBody,
    result: init.result ?? noContent,
    status: init.status ?? (init.result ? 200 : 204),
    delivery: init.delivery ?? 'json',
    errors: init.errors ?? [],
    secretResult: init.secretResult ?? false,
    secretBody: init.secretBody ?? false,
    bodyLimit: init.bodyLimit ?? DEFAULT_BODY_LIMIT,
  }
}
