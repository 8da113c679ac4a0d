import { EngineError } from '../../kernel/errors.ts'
import { readBytes } from '../../kernel/http/read-bytes.ts'
import type { RuntimePorts, ResolvedModel } from '../ports.ts'
import type { OutgoingChat } from './chat-request.ts'
import { refusalOf } from './upstream-refusal.ts'

/** How long a provider may take to begin its answer: a slow local model loads for minutes. */
const FIRST_BYTE_MS = 600_000
const MAX_REFUSAL_BYTES = 64 * 1024

/**
 * Statuses with which a provider turns a call away before it works on it (overload). Any other 5xx may come in the middle
 * of the work, or from a gateway that had passed the call on: nobody knows whether it is paid for, so it is not free.
 */
const TURNED_AWAY = new Set([503, 529])

/** Failures of a connection that never stood, so nothing was sent; whatever is not listed may have come later. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

/** A good answer, or why there is none and whether the provider may have worked for it. */
export type ProviderAnswer =
  | { readonly response: Response }
  | { readonly failure: unknown; readonly mayHaveCost: boolean }

/**
 * Sends a chat request to the agent's provider and returns its answer once it is a good one. Anthropic is reached through
 * its own OpenAI-compatible endpoint (`https://api.anthropic.com/v1/chat/completions`), so there is one wire format.
 * A failure is what `refusalOf` makes of a refusal, dependency_unavailable when nobody answers, conflict for a
 * provider without an address, or the signal's reason; never with the key in it.
 */
export async function callProvider(
  ports: RuntimePorts,
  model: ResolvedModel,
  chat: OutgoingChat,
  signal: AbortSignal,
): Promise<ProviderAnswer> {
  const answer = await send(ports, model, chat.body, signal)
  if ('failure' in answer || answer.response.ok) return answer
  const text = await readRefusal(answer.response)
  // Some servers know no stream options at all; then we count for ourselves.
  if (chat.stream && [400, 422].includes(answer.response.status) && text.includes('stream_options')) {
    const { stream_options: _, ...plain } = chat.body
    const again = await send(ports, model, plain, signal)
    return 'failure' in again || again.response.ok
      ? again
      : refused(again.response, await readRefusal(again.response), model)
  }
  return refused(answer.response, text, model)
}

function refused({ status, headers }: Response, text: string, model: ResolvedModel): ProviderAnswer {
  return {
    failure: refusalOf(status, headers, text, model.apiKey),
    mayHaveCost: status >= 500 && !TURNED_AWAY.has(status),
  }
}

async function send(
  ports: RuntimePorts,
  model: ResolvedModel,
  body: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<ProviderAnswer> {
  if (signal.aborted) return { failure: signal.reason, mayHaveCost: false }
  const url = endpoint(model)
  if (url === null)
    return {
      failure: new EngineError('conflict', 'The agent’s model provider has no address.'),
      mayHaveCost: false,
    }
  const headers = new Headers({ 'content-type': 'application/json', accept: 'application/json, text/event-stream' })
  if (model.apiKey !== null) headers.set('authorization', `Bearer ${model.apiKey.reveal()}`)
  const begun = new AbortController()
  const timer = setTimeout(() => begun.abort(), FIRST_BYTE_MS)
  const init = {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
    signal: AbortSignal.any([signal, begun.signal]),
    // A redirect is a refusal like others; followed, it would carry the key to another host.
    redirect: 'manual',
  } as const
  try {
    return {
      response:
        model.kind === 'rehearsal' ? await ports.rehearsal(new Request(url, init)) : await ports.fetch(url, init),
    }
  } catch (cause) {
    // Whether an abandoned call had been sent is not known.
    if (signal.aborted) return { failure: signal.reason, mayHaveCost: true }
    const failure = new EngineError(
      'dependency_unavailable',
      `The model provider at ${hostOf(model)} does not answer.`,
      {
        cause: causeOf(cause),
      },
    )
    return { failure, mayHaveCost: !neverSent(cause) }
  } finally {
    clearTimeout(timer)
  }
}

function neverSent(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' && NEVER_SENT.has(cause.code)
}

function endpoint({ kind, baseUrl }: ResolvedModel): string | null {
  if (kind === 'rehearsal') return 'http://rehearsal/v1/chat/completions'
  return baseUrl === null ? null : `${baseUrl.replace(/\/+$/, '')}/chat/completions`
}

function hostOf({ baseUrl }: ResolvedModel): string {
  return baseUrl === null ? 'this machine' : new URL(baseUrl).host
}

/** Only the name of what went wrong: error objects of HTTP clients may carry the request with its headers. */
function causeOf(cause: unknown): string {
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : 'unknown'
}

/** What a refusal says; of one that breaks off the status is known all the same. */
async function readRefusal(response: Response): Promise<string> {
  return readBytes(response.body, MAX_REFUSAL_BYTES).then(
    ({ bytes }) => bytes.toString('utf8'),
    () => '',
  )
}
