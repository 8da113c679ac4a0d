import type { Context } from 'hono'
import { streamSSE, type SSEStreamingApi } from 'hono/streaming'
import { setInterval } from 'node:timers'
import type { LiveEvent, LiveFeed, NumberedEvent } from '../live/index.ts'
import { hasEnded, toTurn, type RunManager } from '../runs/index.ts'

/** Keeps proxies in between from closing a quiet stream. */
const PING_MS = 15_000

/**
 * The live events of a run as SSE. With a `Last-Event-ID` that we still remember it goes on there; otherwise it begins
 * with a `snapshot`. It ends with the run.
 */
export function streamRun(c: Context, run: NonNullable<ReturnType<RunManager['find']>>): Response {
  const lastId = Number(c.req.header('last-event-id') ?? Number.NaN)
  return streamSSE(c, async (stream) => {
    const watch = run.live.watch()
    stream.onAbort(() => watch.close())
    const ping = setInterval(() => void stream.write(': ping\n\n'), PING_MS)
    try {
      let sent = 0
      const missed = Number.isSafeInteger(lastId) ? run.live.replay(lastId) : undefined
      for (const event of missed ?? [{ id: run.live.newest(), event: snapshot(run) }]) {
        await send(stream, event)
        sent = event.id
      }
      if (hasEnded(run.state)) return
      for await (const event of watch) if (event.id > sent) await send(stream, event)
    } finally {
      clearInterval(ping)
      watch.close()
    }
  })
}

function snapshot({
  state,
  live,
}: {
  state: NonNullable<ReturnType<RunManager['find']>>['state']
  live: LiveFeed
}): LiveEvent {
  const turns = state.messages.map((message, index) => toTurn(state.run, index, state.receivedAt, message))
  return {
    type: 'snapshot',
    state: state.state,
    reason: state.reason,
    steps: state.steps,
    turns,
    partial: live.partial(),
  }
}

async function send(stream: SSEStreamingApi, { id, event }: NumberedEvent): Promise<void> {
  await stream.writeSSE({ id: String(id), event: event.type, data: JSON.stringify(event) })
}
