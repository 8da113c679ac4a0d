import { EventSourceParserStream } from 'eventsource-parser/stream'
import { eventsStream } from '../../contract/activity.ts'
import { HOST, type TestApi } from './open-test-api.ts'

export interface SeenEvent {
  readonly id: string
  readonly event: string
  readonly data: unknown
}

/** A screen that listens to what changes. */
export interface Listening {
  readonly status: number
  /** The next events, fewer when nothing more comes for a while. */
  take(count: number): Promise<SeenEvent[]>
  /** True when the server has ended the stream. */
  readonly ended: boolean
  leave(): Promise<void>
}

const QUIET_MS = 150

export async function openEvents(api: Pick<TestApi, 'fetch'>, token: string, lastEventId?: string): Promise<Listening> {
  const leaving = new AbortController()
  const headers = {
    host: HOST,
    authorization: `Bearer ${token}`,
    ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
  }
  const response = await api.fetch(
    new Request(`http://${HOST}${eventsStream.path}`, { headers, signal: leaving.signal }),
  )
  const reader = response.body
    ?.pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
    .getReader()
  let ended = false
  // A read that nobody waited for long enough is the next one's.
  let pending: ReturnType<NonNullable<typeof reader>['read']> | undefined

  async function next(): Promise<SeenEvent | null> {
    if (!reader || ended) return null
    pending ??= reader.read()
    let timer: NodeJS.Timeout | undefined
    const quiet = new Promise<null>((resolve) => {
      timer = setTimeout(resolve, QUIET_MS, null)
    })
    const chunk = await Promise.race([pending, quiet])
    clearTimeout(timer)
    if (chunk === null) return null
    pending = undefined
    if (chunk.done) {
      ended = true
      return null
    }
    const { id = '', event = 'message', data } = chunk.value
    return { id, event, data: JSON.parse(data) }
  }
  return {
    status: response.status,
    get ended() {
      return ended
    },
    async take(count) {
      const seen: SeenEvent[] = []
      while (seen.length < count) {
        const event = await next()
        if (!event) break
        seen.push(event)
      }
      return seen
    },
    async leave() {
      leaving.abort()
      await reader?.cancel()
    },
  }
}
