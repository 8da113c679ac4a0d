import type { LiveEvent, NumberedEvent } from './live-event.ts'

/** Events kept for a watcher that comes back. */
const KEPT = 4_000
/** A watcher that is this far behind is let go; it may come back with its Last-Event-ID. */
const MOST_BEHIND = 8_000

/** The live events of one run: a bounded memory and whoever watches. */
export interface LiveFeed {
  push(event: LiveEvent): void
  /** Text of the step under way, for a watcher that comes in the middle of it. */
  partial(): string
  /** All after `lastId` when we still have them all, then what comes. Undefined when something is missing: send a snapshot and watch from `newest()`. */
  replay(lastId: number): readonly NumberedEvent[] | undefined
  newest(): number
  watch(): LiveWatch
  end(): void
}

export interface LiveWatch extends AsyncIterable<NumberedEvent> {
  close(): void
}

// Ids of a restarted agent are higher than all before, so an id of the previous process is never taken for one of this.
let nextId = Date.now() * 1000

export function createLiveFeed(): LiveFeed {
  let kept: NumberedEvent[] = []
  let complete = true
  const first = nextId
  let partial = ''
  let ended = false
  const watchers = new Set<(event: NumberedEvent | undefined) => void>()

  function note(event: LiveEvent): void {
    if (event.type === 'text') partial += event.delta
    if (event.type === 'reset' || (event.type === 'turn' && event.turn.role === 'assistant')) partial = ''
  }

  return {
    push(event) {
      if (ended) return
      note(event)
      const numbered = { id: nextId++, event }
      kept.push(numbered)
      if (kept.length > KEPT) {
        kept = kept.slice(KEPT / 4)
        complete = false
      }
      for (const tell of watchers) tell(numbered)
    },
    partial: () => partial,
    replay(lastId) {
      const oldest = kept[0]?.id ?? nextId
      const known = lastId >= oldest || (complete && lastId >= first - 1)
      return known && lastId < nextId ? kept.filter((entry) => entry.id > lastId) : undefined
    },
    newest: () => kept.at(-1)?.id ?? first - 1,
    watch: () => createWatch(watchers, ended),
    end() {
      ended = true
      for (const tell of watchers) tell(undefined)
      watchers.clear()
    },
  }
}

function createWatch(watchers: Set<(event: NumberedEvent | undefined) => void>, ended: boolean): LiveWatch {
  const queue: NumberedEvent[] = []
  let over = ended
  let wake = Promise.withResolvers<void>()
  function tell(event: NumberedEvent | undefined): void {
    if (event === undefined || queue.length >= MOST_BEHIND) over = true
    else queue.push(event)
    wake.resolve()
  }
  if (!ended) watchers.add(tell)
  return {
    close() {
      watchers.delete(tell)
      tell(undefined)
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const next = queue.shift()
        if (next !== undefined) yield next
        else if (over) return
        else {
          wake = Promise.withResolvers<void>()
          await wake.promise
        }
      }
    },
  }
}
