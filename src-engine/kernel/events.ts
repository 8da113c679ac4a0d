import type { EngineEvent } from '../contract/activity.ts'

/**
 * An event of one organization with its place in the log it was read from: `changes` are the store's change log,
 * `activity` the stream of activity records. The two are numbered apart.
 */
export interface SequencedEvent {
  readonly log: 'changes' | 'activity'
  readonly seq: number
  readonly org: string
  readonly event: EngineEvent
}

export type EventListener = (event: SequencedEvent) => void

/** In-process announcements of what became durable. Listeners must not throw and must not wait. */
export interface EventBus {
  publish(event: SequencedEvent): void
  /** Listens to one organization, or to all with `*`. */
  subscribe(org: string, listener: EventListener): () => void
}

const EVERY = '*'

export function createEventBus(onListenerError: (error: unknown) => void): EventBus {
  const byOrg = new Map<string, Set<EventListener>>()
  return {
    publish(event) {
      for (const listener of [...(byOrg.get(event.org) ?? []), ...(byOrg.get(EVERY) ?? [])]) {
        try {
          listener(event)
        } catch (error) {
          onListenerError(error)
        }
      }
    },
    subscribe(org, listener) {
      const listeners = byOrg.get(org) ?? new Set()
      listeners.add(listener)
      byOrg.set(org, listeners)
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) byOrg.delete(org)
      }
    },
  }
}
