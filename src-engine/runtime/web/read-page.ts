import type { Dispatcher } from 'undici'
import { EngineError } from '../../kernel/errors.ts'
import { readBytes } from '../../kernel/http/read-bytes.ts'

const TEXTUAL =
  /^(text\/|application\/([a-z0-9.-]+\+)?(json|xml)\b|application\/(javascript|ecmascript|x-yaml|yaml|x-ndjson)\b|$)/i

/** The text of an answer, at most `limit` bytes of it. @throws unsupported_media_type for what is no text */
export async function readPage(
  response: Dispatcher.ResponseData,
  contentType: string,
  limit: number,
): Promise<{ text: string; truncated: boolean }> {
  const encoding = String(response.headers['content-encoding'] ?? 'identity')
  if (!TEXTUAL.test(contentType) || encoding !== 'identity') {
    throw new EngineError('unsupported_media_type', `The page is not text (${contentType || 'no type'}, ${encoding}).`)
  }
  const { bytes, truncated } = await readBytes(response.body, limit)
  return { text: decode(bytes, contentType), truncated }
}

function decode(bytes: Buffer, contentType: string): string {
  const charset = /charset="?([\w-]+)/i.exec(contentType)?.[1] ?? 'utf-8'
  return decoderFor(charset).decode(bytes).replaceAll('\u0000', '\ufffd')
}

function decoderFor(charset: string): { decode(bytes: Uint8Array): string } {
  try {
    return new TextDecoder(charset)
  } catch (error) {
    // A charset nobody knows: UTF-8 shows at least what is ASCII.
    if (error instanceof RangeError) return new TextDecoder()
    throw error
  }
}
