import { setTimeout as sleep } from 'node:timers/promises'
import { nextTurn, rehearsalRequestSchema } from './chat.ts'
import { chunks, completion, REHEARSAL_MODEL } from './chunks.ts'

export { REHEARSAL_MODEL } from './chunks.ts'

const CHUNK_MS = 15
const encoder = new TextEncoder()

interface RehearsalOptions {
  /** Milliseconds between two chunks of a stream, so that a person can watch it. */
  readonly chunkMs?: number
}

/**
 * The rehearsal model: an OpenAI-compatible endpoint in this process, for people who have no model yet. It is no AI and
 * says so: a script chosen by the task text, replayed from the conversation it is sent. Answers
 * `POST …/chat/completions` (streaming or not) and `GET …/models`.
 */
export function createRehearsal({ chunkMs = CHUNK_MS }: RehearsalOptions = {}): (
  request: Request,
) => Promise<Response> {
  return async (request) => {
    const { pathname } = new URL(request.url)
    if (request.method === 'GET' && pathname.endsWith('/models')) {
      return Response.json({
        object: 'list',
        data: [{ id: REHEARSAL_MODEL, object: 'model', created: 0, owned_by: 'this app' }],
      })
    }
    if (request.method !== 'POST' || !pathname.endsWith('/chat/completions'))
      return refuse(404, 'The rehearsal model has no such endpoint.')
    const parsed = rehearsalRequestSchema.safeParse(await request.json().catch(() => null))
    if (!parsed.success) return refuse(400, 'The rehearsal model cannot read the request.')
    const turn = nextTurn(parsed.data)
    if (parsed.data.stream !== true) return Response.json(completion(turn))
    const lines = [
      ...chunks(turn, parsed.data.stream_options?.include_usage === true).map((chunk) => JSON.stringify(chunk)),
      '[DONE]',
    ]
    return new Response(stream(lines, chunkMs, request.signal), { headers: { 'content-type': 'text/event-stream' } })
  }
}

function stream(lines: readonly string[], chunkMs: number, signal: AbortSignal): ReadableStream<Uint8Array> {
  const rest = lines.values()
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = rest.next()
      if (done === true) {
        controller.close()
        return
      }
      if (chunkMs > 0) await sleep(chunkMs, undefined, { signal })
      controller.enqueue(encoder.encode(`data: ${value}\n\n`))
    },
  })
}

function refuse(status: number, message: string): Response {
  return Response.json({ error: { message, type: 'invalid_request_error' } }, { status })
}
