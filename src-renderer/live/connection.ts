import type { QueryClient } from '@tanstack/react-query'
import { activitySchema, eventsStream, type EngineEvent } from '../../src-engine/contract/activity.ts'
import type { Client } from '../../src-engine/contract/client.ts'
import { useLive } from './store.ts'
import { refresh } from './touches.ts'

/** Events of one burst are answered with one round of reads. */
const BURST = 150

/**
 * Keeps the one event stream of this window open until the signal fires, and screens fresh by it. After a gap, and after
 * a break that could not be resumed, everything on screen is read anew.
 */
export async function keepLive(client: Client, queries: QueryClient, signal: AbortSignal): Promise<void> {
  const { connected, lost, add } = useLive.getState()
  const pending = new Set<EngineEvent['kind']>()
  let timer: ReturnType<typeof setTimeout> | null = null
  const flush = () => {
    timer = null
    refresh(queries, pending)
    pending.clear()
  }
  let broken = false
  for await (const item of client.events(eventsStream, { signal })) {
    switch (item.kind) {
      case 'open':
        connected()
        if (broken && !item.resumed) void queries.invalidateQueries()
        broken = false
        break
      case 'gap':
        void queries.invalidateQueries()
        break
      case 'lost':
        broken = true
        // The end of a stream is ordinary (a token ran out, a proxy closed it): only a refused attempt is offline.
        if (item.error !== null) lost(item.retryIn)
        break
      case 'event': {
        if (item.data.kind === 'activity') {
          const activity = activitySchema.safeParse(item.data.data)
          if (activity.success) add(activity.data)
        }
        pending.add(item.data.kind)
        timer ??= setTimeout(flush, BURST)
        break
      }
    }
  }
}
