import { createParser } from 'eventsource-parser'
import type { z } from 'zod'
import type { HttpResponse, Signal } from './client-request.ts'
import { ProblemError } from './problem-error.ts'

/** Every host of the client has these; the contract compiles against no host. */
declare const TextDecoder: new () => { decode(bytes: Uint8Array | undefined, options: { stream: boolean }): string }
declare function setTimeout(run: () => void, milliseconds: number): unknown

export interface EventOptions {
  readonly signal?: Signal
  /** Id of the last event that was seen: the stream goes on after it. */
  readonly lastEventId?: string
  /** Whether to open the stream again when it ends or breaks. Off for streams that end by themselves. Default true. */
  readonly reconnect?: boolean
  /** Longest wait between two attempts in milliseconds. Default 15,000. */
  readonly maxWait?: number
}

/**
 * What a stream yields.
 * - `open`: connected; `resumed` tells whether the engine was asked to replay from a known event
 * - `event`: one event; `name` is the SSE event type
 * - `gap`: events were lost for good; whatever was read from them must be read anew
 * - `lost`: the connection broke; the next attempt comes after `retryIn` milliseconds
 */
export type StreamItem<Data> =
  | { readonly kind: 'open'; readonly resumed: boolean }
  | { readonly kind: 'event'; readonly id: string | null; readonly name: string; readonly data: Data }
  | { readonly kind: 'gap' }
  | { readonly kind: 'lost'; readonly retryIn: number; readonly error: unknown }

const FIRST_WAIT = 500
const WORTH_NO_RETRY = new Set(['forbidden', 'not_found', 'invalid_input', 'unauthenticated', 'method_not_allowed'])

/**
 * Reads server-sent events (WHATWG HTML, 9.2) from fetch streams, which unlike EventSource carry headers and work on
 * custom schemes. Opens again with `Last-Event-ID` after a break, waiting twice as long each time, with jitter.
 * Ends when the signal fires, when `reconnect` is off and the stream ended, or by throwing a ProblemError that trying
 * again cannot mend.
 * @param open sends the request; gets the id to resume from, or null
 */
export async function* openEvents<Schema extends z.ZodType>(
  schema: Schema,
  open: (lastEventId: string | null) => Promise<HttpResponse>,
  options: EventOptions = {},
): AsyncGenerator<StreamItem<z.output<Schema>>> {
  let lastId = options.lastEventId ?? null
  let wait = FIRST_WAIT
  const stopped = () => options.signal?.aborted === true
  while (!stopped()) {
    let error: unknown = null
    try {
      const response = await open(lastId)
      yield { kind: 'open', resumed: lastId !== null }
      for await (const message of messagesOf(response)) {
        wait = FIRST_WAIT
        if (message.id !== null) lastId = message.id
        if (message.name === 'gap') yield { kind: 'gap' }
        else if (message.data !== '') {
          const parsed = schema.safeParse(JSON.parse(message.data))
          // An event of a newer engine that this version does not know is passed over; its id still counts.
          if (parsed.success) yield { kind: 'event', id: message.id, name: message.name, data: parsed.data }
        }
      }
      if (options.reconnect === false) return
    } catch (caught) {
      if (stopped()) return
      if (options.reconnect === false || (caught instanceof ProblemError && WORTH_NO_RETRY.has(caught.code)))
        throw caught
      error = caught
    }
    const retryIn = Math.round(wait * (0.75 + Math.random() / 2))
    yield { kind: 'lost', retryIn, error }
    await pause(retryIn, options.signal)
    wait = Math.min(wait * 2, options.maxWait ?? 15_000)
  }
}

interface Message {
  readonly id: string | null
  readonly name: string
  readonly data: string
}

async function* messagesOf(response: HttpResponse): AsyncGenerator<Message> {
  if (response.body === null) return
  const ready: Message[] = []
  const parser = createParser({
    onEvent: (event) => ready.push({ id: event.id ?? null, name: event.event ?? 'message', data: event.data }),
  })
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  try {
    for (;;) {
      const chunk = await reader.read()
      if (chunk.done) return
      parser.feed(decoder.decode(chunk.value, { stream: true }))
      yield* ready.splice(0)
    }
  } finally {
    await reader.cancel().catch(() => undefined) // already broken or aborted: nothing is left to cancel
  }
}

async function pause(milliseconds: number, signal: Signal | undefined): Promise<void> {
  await new Promise<void>((resolve) => {
    setTimeout(resolve, milliseconds)
    signal?.addEventListener('abort', () => resolve(), { once: true })
  })
}
