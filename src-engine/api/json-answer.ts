import type { Context } from 'hono'
import type { Operation } from '../contract/operation.ts'
import { JsonText } from '../entities/context.ts'
import { namesTag } from '../kernel/http/names-tag.ts'
import { etagOf } from './etag.ts'
import type { Answer } from './idempotency.ts'
import { movesCookies } from './refresh-cookie.ts'
import { securedResponse } from './security-headers.ts'

/** What a verb's result is answered with. */
export function answerOf(operation: Operation, result: unknown): Answer {
  if (operation.status === 204) return { status: 204, body: null, version: null }
  if (result instanceof JsonText) return { status: operation.status, body: result.text, version: result.version }
  const version =
    typeof result === 'object' && result !== null && 'version' in result && typeof result.version === 'number'
      ? result.version
      : null
  return { status: operation.status, body: JSON.stringify(result), version }
}

/** Sends an answer; a reader who has this version already is told so instead. */
export function send(c: Context, operation: Operation, requestId: string, answer: Answer): Response {
  const { status, body, headers } = headed(c, operation, requestId, answer)
  // Cookies that were set stand in the context, where Hono puts them together with the rest.
  if (movesCookies(operation)) return c.newResponse(body, { status, headers })
  return securedResponse(body, status, headers)
}

interface Headed {
  readonly status: 200 | 201 | 202 | 204 | 304
  readonly body: string | null
  readonly headers: Record<string, string>
}

function headed(c: Context, operation: Operation, requestId: string, { status, body, version }: Answer): Headed {
  const id = { 'x-request-id': requestId }
  if (body === null) return { status: 204, body: null, headers: id }
  const etag = version === null ? null : etagOf(version)
  if (etag !== null && operation.method === 'get' && namesTag(c.req.header('if-none-match'), etag))
    return { status: 304, body: null, headers: { ...id, etag } }
  return {
    status: status === 201 ? 201 : status === 202 ? 202 : 200,
    body,
    headers: {
      ...id,
      ...(etag === null ? {} : { etag }),
      'content-type': 'application/json',
      'cache-control': 'no-store',
    },
  }
}
