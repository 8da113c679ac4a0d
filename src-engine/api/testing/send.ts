import type { z } from 'zod'
import { urlOf } from '../../contract/client-request.ts'
import type { Operation } from '../../contract/operation.ts'
import { type Problem, problemSchema } from '../../contract/problem.ts'
import { HOST, type TestApi } from './open-test-api.ts'

/** What a request is made of beside its operation. */
export interface Sending {
  readonly params?: Record<string, string>
  readonly query?: Record<string, string | number | boolean>
  readonly body?: unknown
  readonly token?: string | undefined
  readonly headers?: Record<string, string>
}

/** An answer read to its end; of an endless stream only the head. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  json(): unknown
  /** The body, parsed by what it must be. */
  read<Schema extends z.ZodType>(schema: Schema): z.output<Schema>
  /** @throws ZodError when the answer is no problem+json. */
  problem(): Problem
}

/** Sends one request of an operation, as any client would. */
export async function send(api: Pick<TestApi, 'fetch'>, operation: Operation, sending: Sending = {}): Promise<Answer> {
  const { params = {}, query = {}, body, token, headers = {} } = sending
  const url = urlOf(`http://${HOST}`, operation, params, query)
  const init: RequestInit = {
    method: operation.method.toUpperCase(),
    headers: {
      host: HOST,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }
  return sendRaw(api, url, init)
}

/** The same for a request that no client of ours would make. */
export async function sendRaw(api: Pick<TestApi, 'fetch'>, url: string, init: RequestInit): Promise<Answer> {
  const leaving = new AbortController()
  const response = await api.fetch(new Request(url, { ...init, signal: leaving.signal }))
  const endless = response.headers.get('content-type') === 'text/event-stream'
  const text = endless ? await head(response, leaving) : await response.text()
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: () => JSON.parse(text),
    read: (schema) => schema.parse(JSON.parse(text)),
    problem() {
      if (response.headers.get('content-type') !== 'application/problem+json')
        throw new Error(`no problem+json but ${response.status} ${text.slice(0, 200)}`)
      return problemSchema.parse(JSON.parse(text))
    },
  }
}

/** What a stream sends at once; then the client goes away. */
async function head(response: Response, leaving: AbortController): Promise<string> {
  const reader = response.body?.getReader()
  if (!reader) return ''
  let text = ''
  const decoder = new TextDecoder()
  for (let reads = 0; reads < 50; reads += 1) {
    const quiet = new Promise<null>((resolve) => setTimeout(resolve, 20, null))
    const chunk = await Promise.race([reader.read(), quiet])
    if (chunk === null || chunk.done) break
    text += decoder.decode(chunk.value, { stream: true })
  }
  leaving.abort()
  await reader.cancel()
  return text
}
