import type { z } from 'zod'
import type { Operation } from '../../src-engine/contract/operation.ts'
import type { ErrorCode } from '../../src-engine/contract/problem.ts'

export interface Sent {
  readonly operation: string
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
}

type Answer<O extends Operation> = z.input<O['result']> | ((sent: Sent) => z.input<O['result']> | Response)

/**
 * An engine in memory for component tests. What it is told to answer goes through the contract's own schemas, and so
 * does what it is sent: a test that drifts from the contract fails here, not in front of a person.
 */
export class MockApi {
  readonly sent: Sent[] = []
  readonly #routes: {
    readonly operation: Operation
    readonly pattern: RegExp
    readonly names: readonly string[]
    answer: (sent: Sent) => unknown
  }[] = []

  on<O extends Operation>(operation: O, answer: Answer<O>): this {
    const names = [...operation.path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name ?? '')
    const pattern = new RegExp(`^${operation.path.replace(/\{[^}]+\}/g, '([^/]+)')}$`)
    const given = typeof answer === 'function' ? (answer as (sent: Sent) => unknown) : () => answer
    const old = this.#routes.find((route) => route.operation.id === operation.id)
    if (old) old.answer = given
    else this.#routes.push({ operation, pattern, names, answer: given })
    return this
  }

  /** Calls of one operation, in order. */
  calls(operation: Operation): Sent[] {
    return this.sent.filter((sent) => sent.operation === operation.id)
  }

  /** Stands in for the browser's fetch. */
  readonly fetch = async (url: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const { pathname, searchParams } = new URL(url instanceof Request ? url.url : url, 'http://host')
    const method = (init.method ?? 'GET').toLowerCase()
    for (const { operation, pattern, names, answer } of this.#routes) {
      const match = operation.method === method ? pattern.exec(pathname) : null
      if (match === null) continue
      const sent: Sent = {
        operation: operation.id,
        params: Object.fromEntries(names.map((name, index) => [name, match[index + 1] ?? ''])),
        query: Object.fromEntries(searchParams),
        body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
        headers: Object.fromEntries(new Headers(init.headers)),
      }
      operation.params.parse(sent.params)
      operation.query.parse(sent.query)
      operation.body.parse(sent.body)
      this.sent.push(sent)
      const result = answer(sent)
      if (result instanceof Response) return result
      if (operation.delivery === 'events')
        return new Response(new ReadableStream(), { headers: { 'content-type': 'text/event-stream' } })
      return Response.json(operation.result.parse(result))
    }
    return problem(404, 'not_found', `${method} ${pathname} is not mocked`)
  }
}

export function problem(
  status: number,
  code: ErrorCode,
  detail: string,
  headers: Record<string, string> = {},
): Response {
  return Response.json(
    { type: 'about:blank', title: code, status, detail, code, requestId: 'req-1' },
    { status, headers },
  )
}
