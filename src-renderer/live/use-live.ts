import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { client } from '../session/client.ts'
import { keepLive } from './connection.ts'
import { useLive } from './store.ts'
import { whileSeen } from './while-seen.ts'

/** Opens the event stream while somebody is signed in and sees the page; what was missed meanwhile is read anew. */
export function useLiveConnection(): void {
  const queries = useQueryClient()
  useEffect(() => {
    const stop = whileSeen((late) => {
      const stream = new AbortController()
      keepLive(client, queries, stream.signal).catch((error: unknown) => {
        // A refusal that trying again cannot mend (signed out elsewhere): the session store already says so.
        useLive.getState().lost(60_000)
        globalThis.reportError(error)
      })
      if (late) void queries.invalidateQueries()
      return () => stream.abort()
    })
    return () => {
      stop()
      useLive.getState().reset()
    }
  }, [queries])
}
