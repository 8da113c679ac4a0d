import type { Hono } from 'hono'
import { TOKEN } from './memory-ports.ts'

export interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
}

/** Calls an app in process, as an agent with a token; the body of an answer parsed. */
export function callerOf(
  app: Hono,
  token: string = TOKEN,
): (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer> {
  return async (method, path, body, headers = {}) => {
    const response = await app.request(path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const value: unknown = text === '' ? {} : JSON.parse(text)
    return { status: response.status, body: typeof value === 'object' && value !== null ? { ...value } : {} }
  }
}
