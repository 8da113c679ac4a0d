import { EngineError } from '../../kernel/errors.ts'
import { readBytes } from '../../kernel/http/read-bytes.ts'
import type { RuntimePorts, ResolvedModel } from '../ports.ts'
import type { OutgoingChat } from './chat-request.ts'
import { refusalOf } from './upstream-refusal.ts'

/** How long a provider may take to begin its answer: a slow local model loads for minutes. */
const FIRST_BYTE_MS = 600_000
const MAX_REFUSAL_BYTES = 64 * 1024

/**
 * Sends a chat request to the agent's provider and returns its answer once it is a good one. Anthropic is reached through
 * its own OpenAI-compatible endpoint (`https://api.anthropic.com/v1/chat/completions`), so there is one wire format.
 * @throws what `refusalOf` makes of a refusal, dependency_unavailable when nobody answers; never with the key in it
 */
export async function callProvider(
  ports: RuntimePorts,
  model: ResolvedModel,
  chat: OutgoingChat,
  signal: AbortSignal,
): Promise<Response> {
  const response = await send(ports, model, chat.body, signal)
  if (response.ok) return response
  const text = await readSome(response)
  // Some servers know no stream options at all; then we count for ourselves.
  if (chat.stream && [400, 422].includes(response.status) && text.includes('stream_options')) {
    const { stream_options: _, ...plain } = chat.body
    const again = await send(ports, model, plain, signal)
    if (again.ok) return again
    throw refusalOf(again.status, again.headers, await readSome(again), model.apiKey)
  }
  throw refusalOf(response.status, response.headers, text, model.apiKey)
}

async function send(
  ports: RuntimePorts,
  model: ResolvedModel,
  body: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<Response> {
  const headers = new Headers({ 'content-type': 'application/json', accept: 'application/json, text/event-stream' })
  if (model.apiKey !== null) headers.set('authorization', `Bearer ${model.apiKey.reveal()}`)
  const begun = new AbortController()
  const timer = setTimeout(() => begun.abort(), FIRST_BYTE_MS)
  const init = {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
    signal: AbortSignal.any([signal, begun.signal]),
    redirect: 'error',
  } as const
  try {
    return model.kind === 'rehearsal'
      ? await ports.rehearsal(new Request('http://rehearsal/v1/chat/completions', init))
      : await ports.fetch(endpoint(model), init)
  } catch (cause) {
    signal.throwIfAborted()
    throw new EngineError('dependency_unavailable', `The model provider at ${hostOf(model)} does not answer.`, {
      cause: causeOf(cause),
    })
  } finally {
    clearTimeout(timer)
  }
}

function endpoint({ baseUrl }: ResolvedModel): string {
  if (baseUrl === null) throw new EngineError('conflict', 'The agent’s model provider has no address.')
  return `${baseUrl.replace(/\/+$/, '')}/chat/completions`
}

function hostOf({ baseUrl }: ResolvedModel): string {
  return baseUrl === null ? 'this machine' : new URL(baseUrl).host
}

/** Only the name of what went wrong: error objects of HTTP clients may carry the request with its headers. */
function causeOf(cause: unknown): string {
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : 'unknown'
}

async function readSome(response: Response): Promise<string> {
  return (await readBytes(response.body, MAX_REFUSAL_BYTES)).bytes.toString('utf8')
}
