import type { Context } from 'hono'
import { stream, streamSSE } from 'hono/streaming'
import type { Operation } from '../contract/operation.ts'
import type { StreamItem } from '../entities/context.ts'

/** A comment this often keeps proxies from closing a quiet stream. */
const KEEP_ALIVE_MS = 15_000

/**
 * Sends what a verb streams: as server-sent events, or one JSON value a line. Ends when the client goes away, and before
 * the first message its caller may not have any more.
 * @param mayHave asked before each message: a stream can outlive the session it was opened in
 * @param onBroken hears why a stream ended before its verb was done; the client opens it again
 */
export function streamAnswer(
  c: Context,
  operation: Operation,
  requestId: string,
  items: AsyncIterable<StreamItem<unknown>>,
  mayHave: () => boolean,
  onBroken: (error: unknown) => void,
): Response {
  const broken = (error: Error): Promise<void> => {
    onBroken(error)
    return Promise.resolve()
  }
  c.header('x-request-id', requestId)
  c.header('cache-control', 'no-store')
  if (operation.delivery === 'ndjson') {
    c.header('content-type', 'application/x-ndjson')
    return stream(
      c,
      async (out) => {
        for await (const item of items) {
          if (out.aborted || !mayHave()) return
          await out.write(`${JSON.stringify(item.data)}\n`)
        }
      },
      broken,
    )
  }
  return streamSSE(
    c,
    async (out) => {
      const alive = setInterval(() => void (mayHave() ? out.write(': alive\n\n') : out.close()), KEEP_ALIVE_MS)
      try {
        await out.write(': open\n\n')
        for await (const { id, event, data } of items) {
          if (out.aborted || !mayHave()) return
          await out.writeSSE({
            ...(id === undefined ? {} : { id }),
            ...(event === undefined ? {} : { event }),
            data: JSON.stringify(data),
          })
        }
      } finally {
        clearInterval(alive)
      }
    },
    broken,
  )
}
