import { type EngineEvent, eventsStream } from '../../contract/activity.ts'
import type { ResultOf } from '../../contract/operation.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import type { EventBus, SequencedEvent } from '../../kernel/events.ts'
import { type ActivityRecord, type Store, activityEvents } from '../../store/index.ts'
import type { Ctx, StreamItem, StreamVerb } from '../context.ts'

type Item = StreamItem<ResultOf<typeof eventsStream> | null>

/** Where a client is in both logs; its text form is the SSE id. */
interface Place {
  changes: number
  activity: number
}

/** How many events wait for a slow client before it is told to refetch instead. */
const MOST_WAITING = 1_000
/** How much of a log is replayed at once. */
const REPLAY = 500

function placeOf(id: string | null): Place | null {
  const match = id === null ? null : /^(\d{1,15})\.(\d{1,15})$/.exec(id)
  return match ? { changes: Number(match[1]), activity: Number(match[2]) } : null
}

/**
 * One stream of all that changes in an organization. A client that names the last event it saw gets what came after it
 * from the store first; when that is not whole any more, one `gap` event tells it to load everything again.
 */
export function createEventsVerb(bus: EventBus): StreamVerb<typeof eventsStream> {
  return function streamEvents(ctx, { lastEventId }) {
    const { org } = authorizeIn(ctx.actor, eventsStream)
    return follow(ctx, bus, org, placeOf(lastEventId))
  }
}

async function* follow(ctx: Ctx, bus: EventBus, org: string, from: Place | null): AsyncIterable<Item> {
  const waiting: SequencedEvent[] = []
  let overflown = false
  let wake: () => void = () => undefined
  const stop = bus.subscribe(org, (event) => {
    if (waiting.length >= MOST_WAITING) overflown = true
    else waiting.push(event)
    wake()
  })
  function onAbort(): void {
    wake()
  }
  ctx.signal.addEventListener('abort', onAbort, { once: true })
  try {
    // Subscribed before the replay is read: nothing falls between the two, and what is in both is skipped by its number.
    const place = from ?? { changes: ctx.store.changes.head(), activity: newestActivity(ctx.store, org) }
    if (from) yield* replay(ctx.store, org, place)
    else yield { id: `${place.changes}.${place.activity}`, event: 'hello', data: null }
    while (!ctx.signal.aborted) {
      if (overflown) {
        overflown = false
        waiting.length = 0
        yield gap(place)
      }
      const next = waiting.shift()
      if (next) {
        if (next.seq <= place[next.log]) continue
        place[next.log] = next.seq
        yield { id: `${place.changes}.${place.activity}`, data: next.event }
        continue
      }
      await new Promise<void>((resolve) => {
        wake = resolve
        if (waiting.length > 0 || ctx.signal.aborted) resolve()
      })
    }
  } finally {
    stop()
    ctx.signal.removeEventListener('abort', onAbort)
  }
}

function* replay(store: Store, org: string, place: Place): Iterable<Item> {
  const missed = store.changes.after(org, place.changes, REPLAY + 1)
  const activity = store
    .stream(activityEvents)
    .page(org, {}, { after: place.activity, limit: REPLAY + 1, order: 'oldest' }).records
  // A place beyond the newest is one of another database: waiting for it would skip all that comes before.
  const beyond = place.activity > newestActivity(store, org)
  if (beyond || missed === null || missed.length > REPLAY || activity.length > REPLAY) {
    place.changes = store.changes.head()
    place.activity = newestActivity(store, org)
    yield gap(place)
    return
  }
  for (const { seq, event } of missed) {
    place.changes = seq
    yield { id: `${place.changes}.${place.activity}`, data: event }
  }
  for (const record of activity) {
    place.activity = record.pk
    yield { id: `${place.changes}.${place.activity}`, data: activityEvent(record) }
  }
}

function gap(place: Place): Item {
  return { id: `${place.changes}.${place.activity}`, event: 'gap', data: null }
}

function newestActivity(store: Store, org: string): number {
  return store.stream(activityEvents).page(org, {}, { after: null, limit: 1, order: 'newest' }).records[0]?.pk ?? 0
}

/** An activity record as the event that announces it. */
export function activityEvent(record: {
  id: string
  agent: string | null
  run: string | null
  at: string
  doc: ActivityRecord
}): EngineEvent {
  const { type, message, data } = record.doc
  return {
    kind: 'activity',
    id: record.id,
    agent: record.agent,
    data: { at: record.at, run: record.run, type, message, data },
  }
}
