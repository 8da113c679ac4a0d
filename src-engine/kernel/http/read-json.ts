import { isUtf8 } from 'node:buffer'
import { canonicalJson, MAX_DEPTH, NotCanonicalError } from '../../decide/index.ts'
import { EngineError, invalidField } from '../../kernel/errors.ts'
import { readBytes } from './read-bytes.ts'

/** A body may wrap values of the allowed depth in a few levels of its own. */
const MAX_BODY_DEPTH = MAX_DEPTH + 8
/** Escapes that may stand for a NUL or a lone surrogate; anything else in valid JSON text cannot. */
const SUSPECT = /\\u(0000|d[89a-f])/i
/** A key that schemas would drop without a word, since objects cannot hold it safely. */
const UNSAFE_KEY = '__proto__'

/** The body of a request, at most `limit` bytes. @throws payload_too_large */
async function readBody(request: Request, limit: number): Promise<Buffer> {
  const declared = request.headers.get('content-length')
  // The HTTP server holds a body to its declared length, so then a counted read is not needed.
  if (declared !== null) {
    if (!(Number(declared) <= limit)) throw tooLarge(limit)
    return Buffer.from(await request.arrayBuffer())
  }
  const { bytes, truncated } = await readBytes(request.body, limit)
  if (truncated) throw tooLarge(limit)
  return bytes
}

/**
 * The JSON body of a request.
 * @param exact whether what would not be stored as it was sent is refused: NULs, lone surrogates, bytes that are not
 *   UTF-8, keys that get lost (everywhere but where the text of others passes through)
 * @throws payload_too_large, unsupported_media_type, or invalid_input naming the place
 */
export async function readJson(request: Request, limit: number, exact = true): Promise<unknown> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/json\s*(;|$)/i.test(type))
    throw new EngineError('unsupported_media_type', 'Send the body as application/json.')
  const bytes = await readBody(request, limit)
  if (exact && !isUtf8(bytes)) throw invalidField('', 'is not UTF-8')
  return parseJson(bytes.toString('utf8'), exact)
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
  refuseUnsafe(value, null, MAX_BODY_DEPTH, exact)
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

/**
 * Refuses what is nested too deep, naming the top-level field it is in, and keys that no schema sees.
 * @param field name of that field; null at the top
 */
function refuseUnsafe(value: unknown, field: string | null, levels: number, exact: boolean): void {
  if (typeof value !== 'object' || value === null) return
  if (levels === 0) throw invalidField(pointerTo(field), `is nested deeper than ${MAX_BODY_DEPTH} levels`)
  if (Array.isArray(value)) {
    for (const item of value) refuseUnsafe(item, field, levels - 1, exact)
    return
  }
  for (const key in value) {
    const at = field ?? key
    if (exact && key === UNSAFE_KEY) throw invalidField(pointerTo(at), `may not hold the key ${UNSAFE_KEY}`)
    refuseUnsafe(Reflect.get(value, key), at, levels - 1, exact)
  }
}

function pointerTo(key: string | null): string {
  return key === null ? '' : `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
}

function tooLarge(limit: number): EngineError {
  return new EngineError('payload_too_large', `The body is larger than ${limit} bytes.`)
}
