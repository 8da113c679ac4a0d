import { z } from 'zod'
import { EngineError } from '../../kernel/errors.ts'
import type { Secret } from '../../kernel/secret.ts'

const MAX_SENTENCE = 300
const errorBody = z.union([
  z.object({ error: z.object({ message: z.string() }) }).transform(({ error }) => error.message),
  z.object({ error: z.string() }).transform(({ error }) => error),
  z.object({ message: z.string() }).transform(({ message }) => message),
])

/**
 * What a provider's refusal means to the agent. Trouble that may pass or that an admin has to mend (overload, a refused
 * key) is dependency_unavailable, so that the run waits; a request the provider will never take is invalid_input.
 */
export function refusalOf(status: number, headers: Headers, text: string, key: Secret | null): EngineError {
  const said = sentenceOf(text, key)
  if (status === 401 || status === 403)
    return new EngineError(
      'dependency_unavailable',
      `The model provider refused the stored key (${status}); an admin has to check it.`,
    )
  if (status === 429)
    return new EngineError('rate_limited', `The model provider asks to slow down${said}`, {
      details: { retryAfter: retryAfter(headers) },
    })
  if (status >= 500 || status < 400)
    return new EngineError('dependency_unavailable', `The model provider failed with ${status}${said}`)
  return new EngineError('invalid_input', `The model provider refused the request with ${status}${said}`)
}

/** The provider's own words on one line, short, and without the key should it repeat it. */
function sentenceOf(text: string, key: Secret | null): string {
  const message = messageIn(text)
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
  if (message === '') return '.'
  const secret = key?.reveal() ?? ''
  const redacted = secret === '' ? message : message.replaceAll(secret, '[secret]')
  // Providers like to repeat a key in part.
  return `: ${redacted.replaceAll(/\b(sk|key|Bearer)[-_ ][\w*.-]{4,}/gi, '[secret]').slice(0, MAX_SENTENCE)}`
}

function messageIn(text: string): string {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return ''
    throw error
  }
  const parsed = errorBody.safeParse(value)
  return parsed.success ? parsed.data : ''
}

function retryAfter(headers: Headers): number {
  const seconds = Number(headers.get('retry-after') ?? '5')
  return Number.isFinite(seconds) ? Math.min(300, Math.max(1, Math.ceil(seconds))) : 5
}
