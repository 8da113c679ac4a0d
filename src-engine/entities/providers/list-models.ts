import { z } from 'zod'
import type { Fetch } from '../../kernel/ports.ts'
import type { ResolvedProvider } from './resolve.ts'

/** What a provider answered to "which models have you?"; `detail` is a sentence for a person and never holds the key. */
export interface ModelListing {
  readonly ok: boolean
  readonly detail: string
  readonly models: string[]
}

/** Both OpenAI's and Anthropic's list: https://platform.openai.com/docs/api-reference/models/list, https://docs.anthropic.com/en/api/models-list */
const listSchema = z.object({ data: z.array(z.object({ id: z.string().min(1).max(120) })).max(5_000) })
const MOST_BYTES = 4_000_000
const ANTHROPIC_VERSION = '2023-06-01'

/**
 * Asks a provider for its models, which also shows whether it is there and takes the key. Never rejects.
 * @param baseUrl with the version segment and no slash at its end
 */
export async function listModels(
  fetch: Fetch,
  { kind, baseUrl, apiKey }: Omit<ResolvedProvider, 'baseUrl'> & { readonly baseUrl: string },
  options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
): Promise<ModelListing> {
  const timeout = AbortSignal.timeout(options.timeoutMs)
  const signal = options.signal ? AbortSignal.any([timeout, options.signal]) : timeout
  const headers = new Headers({ accept: 'application/json' })
  if (kind === 'anthropic') headers.set('anthropic-version', ANTHROPIC_VERSION)
  if (apiKey && kind === 'anthropic') headers.set('x-api-key', apiKey.reveal())
  else if (apiKey) headers.set('authorization', `Bearer ${apiKey.reveal()}`)
  try {
    // Redirects are not followed: the key is for this address alone.
    const response = await fetch(`${baseUrl}/models${kind === 'anthropic' ? '?limit=1000' : ''}`, {
      headers,
      signal,
      redirect: 'manual',
    })
    if (!response.ok) {
      await response.body?.cancel()
      return failed(sentenceOf(response.status, baseUrl, apiKey !== null))
    }
    const list = listSchema.safeParse(parseJson(await readText(response)))
    if (!list.success)
      return failed(`${baseUrl} answers, but not with a list of models. Is it the address that ends in /v1?`)
    const models = list.data.data.map(({ id }) => id)
    return {
      ok: true,
      detail: `${baseUrl} answers and offers ${models.length} ${models.length === 1 ? 'model' : 'models'}.`,
      models,
    }
  } catch {
    // What went wrong is not repeated: errors of HTTP clients may quote what they sent.
    if (timeout.aborted)
      return failed(
        `${baseUrl} did not answer within ${options.timeoutMs / 1_000} s. Is the server busy or behind a firewall?`,
      )
    return failed(`Nothing could be reached at ${baseUrl}. Start the server, or correct the address.`)
  }
}

function failed(detail: string): ModelListing {
  return { ok: false, detail, models: [] }
}

function sentenceOf(status: number, baseUrl: string, withKey: boolean): string {
  if (status === 401 || status === 403)
    return withKey
      ? `${baseUrl} refuses the key (${status}). Store a valid one.`
      : `${baseUrl} wants a key (${status}). Give the provider a secret.`
  if (status === 404) return `${baseUrl} has no list of models (404). Is it the address that ends in /v1?`
  if (status === 429) return `${baseUrl} answers that there were too many requests (429). Try again later.`
  if (status < 400) return `${baseUrl} sends callers elsewhere (${status}). Enter the address it names.`
  return `${baseUrl} answers with the error ${status}.`
}

/** Null for what is no JSON; the schema refuses it then. */
function parseJson(text: string | null): unknown {
  if (text === null) return null
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/** The body as text, or null when it is longer than any list of models. */
async function readText(response: Response): Promise<string | null> {
  const body: ReadableStream<Uint8Array> | null = response.body
  if (!body) return ''
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.byteLength
    if (bytes > MOST_BYTES) return null
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}
