import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { client } from '../session/client.ts'
import { keepLive } from './connection.ts'
import { useLive } from './store.ts'

/** Opens the event stream while somebody is signed in. */
export function useLiveConnection(): void {
  const queries = useQueryClient()
  useEffect(() => {
    const controller = new AbortController()
    keepLive(client, queries, controller.signal).catch((error: unknown) => {
      // A refusal that trying again cannot mend (signed out elsewhere): the session store already says so.
      useLive.getState().lost(60_000)
      globalThis.reportError(error)
    })
    return () => {
      controller.abort()
      useLive.getState().reset()
    }
  }, [queries])
}
