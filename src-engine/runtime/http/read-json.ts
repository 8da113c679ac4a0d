import { canonicalJson, MAX_DEPTH, NotCanonicalError } from '../../decide/index.ts'
import { EngineError, invalidField } from '../../kernel/errors.ts'
import { readBytes } from './read-bytes.ts'

/** A body may wrap values of the allowed depth in a few levels of its own. */
const MAX_BODY_DEPTH = MAX_DEPTH + 8
/** Escapes that may stand for a NUL or a lone surrogate; anything else in valid JSON text cannot. */
const SUSPECT = /\\u(0000|d[89a-f])/i

/** The body of a request as text, at most `limit` bytes. @throws payload_too_large */
async function readText(request: Request, limit: number): Promise<string> {
  const declared = request.headers.get('content-length')
  // The HTTP server holds a body to its declared length, so then a counted read is not needed.
  if (declared !== null) {
    if (!(Number(declared) <= limit)) throw tooLarge(limit)
    return request.text()
  }
  const { bytes, truncated } = await readBytes(request.body, limit)
  if (truncated) throw tooLarge(limit)
  return bytes.toString('utf8')
}

/**
 * The JSON body of a request.
 * @param exact whether NULs and lone surrogates are refused (everywhere but where the text of others passes through)
 * @throws payload_too_large, unsupported_media_type, or invalid_input naming the place
 */
export async function readJson(request: Request, limit: number, exact = true): Promise<unknown> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/json\s*(;|$)/i.test(type))
    throw new EngineError('unsupported_media_type', 'Send the body as application/json.')
  return parseJson(await readText(request, limit), exact)
}

function parseJson(text: string, exact: boolean): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new EngineError('invalid_input', 'The body is not JSON.', {
      cause,
      fields: [{ in: 'body', pointer: '', detail: 'is not JSON' }],
    })
  }
  if (isDeeper(value, MAX_BODY_DEPTH)) throw invalidField('', `is nested deeper than ${MAX_BODY_DEPTH} levels`)
  if (exact && SUSPECT.test(text)) assertExact(value)
  return value
}

function assertExact(value: unknown): void {
  try {
    canonicalJson(value)
  } catch (error) {
    if (error instanceof NotCanonicalError) throw invalidField(error.pointer, error.detail)
    throw error
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  return Object.values(value).some((item) => isDeeper(item, levels - 1))
}

function tooLarge(limit: number): EngineError {
  return new EngineError('payload_too_large', `The body is larger than ${limit} bytes.`)
}
