import { z } from 'zod'
import { operations } from '../../src-engine/contract/index.ts'
import type { Fetch } from '../../src-engine/contract/client-request.ts'
import type { Operation } from '../../src-engine/contract/operation.ts'

/** How long a stream of events is listened to. */
const LISTEN_MS = 700

export interface Answer {
  readonly what: string
  readonly status: number
  /** Headers and body as they came. */
  readonly text: string
}

/** Ids of real things by the part of an address that names their kind, as in `agents`. */
export type Ids = Readonly<Record<string, string>>

/**
 * What every operation that reads answers about real things, and the documents beside them.
 * @throws Error for an operation whose ids are not among `ids`
 */
export async function everyAnswer(origin: string, token: string, ids: Ids): Promise<Answer[]> {
  const reads = operations
    .filter(({ method }) => method === 'get')
    .map((operation) => ({ what: operation.id, url: origin + addressOf(operation, ids) }))
  const pages = ['/openapi.json', '/docs'].map((path) => ({ what: path, url: origin + path }))
  return Promise.all(
    [...reads, ...pages].map(({ what, url }) => ask(what, url, { headers: { authorization: `Bearer ${token}` } })),
  )
}

/** A `fetch` that keeps the answers to requests that write. */
export function keepingWrites(kept: Answer[]): Fetch {
  return async (url, init) => {
    const response = await fetch(url, init)
    if (init.method !== 'GET') {
      const text = JSON.stringify([...response.headers]) + (await response.clone().text())
      kept.push({ what: `${init.method} ${new URL(url).pathname}`, status: response.status, text })
    }
    return response
  }
}

/** Whether somebody is given tokens by this answer, which must therefore be in it. */
export function grants({ what }: Answer): boolean {
  return operations.some(({ secretResult, method, path }) => secretResult && what === `${method.toUpperCase()} ${path}`)
}

export async function ask(what: string, url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, init)
  const live = response.headers.get('content-type')?.startsWith('text/event-stream') === true
  const body = live ? await heardOf(response) : await response.text()
  return { what, status: response.status, text: JSON.stringify([...response.headers]) + body }
}

function addressOf({ id, path, query }: Operation, ids: Ids): string {
  const filled = path.replaceAll(/\/([a-z-]+)\/\{\w+\}/g, (_, kind: string) => {
    const known = ids[kind]
    if (known === undefined) throw new Error(`${id}: say which of ${kind} to ask for`)
    return `/${kind}/${known}`
  })
  const fields = query instanceof z.ZodObject ? Object.keys(query.shape) : []
  return fields.includes('limit') ? `${filled}?limit=200` : filled
}

async function heardOf(response: Response): Promise<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  const timer = setTimeout(() => void reader?.cancel(), LISTEN_MS)
  let text = ''
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) text += part.value
  clearTimeout(timer)
  return text
}
