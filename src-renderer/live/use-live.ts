import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { client } from '../session/client.ts'
import { keepLive } from './connection.ts'
import { useLive } from './store.ts'
import { desktopBridge } from '../desktop/bridge.ts'

/** A page that was looked away from for a moment keeps its stream. */
const UNSEEN_MS = 5_000

/**
 * Opens the event stream while somebody is signed in and sees the page. Browsers allow six connections to one host, so
 * tabs in the background and pages kept for the way back give theirs up, and read anew when they are seen again. The
 * desktop window has no such bound, and tells of approvals while it is hidden.
 */
export function useLiveConnection(): void {
  const queries = useQueryClient()
  useEffect(() => {
    let stream: AbortController | null = null
    let unseen: ReturnType<typeof setTimeout> | undefined
    function open(): void {
      if (stream) return
      stream = new AbortController()
      keepLive(client, queries, stream.signal).catch((error: unknown) => {
        // A refusal that trying again cannot mend (signed out elsewhere): the session store already says so.
        useLive.getState().lost(60_000)
        globalThis.reportError(error)
      })
    }
    function close(): void {
      stream?.abort()
      stream = null
    }
    function resume(): void {
      clearTimeout(unseen)
      if (stream) return
      open()
      void queries.invalidateQueries()
    }
    function look(): void {
      clearTimeout(unseen)
      if (document.visibilityState === 'visible') resume()
      else if (desktopBridge() === null) unseen = setTimeout(close, UNSEEN_MS)
    }
    open()
    document.addEventListener('visibilitychange', look)
    window.addEventListener('pagehide', close)
    window.addEventListener('pageshow', resume)
    return () => {
      clearTimeout(unseen)
      document.removeEventListener('visibilitychange', look)
      window.removeEventListener('pagehide', close)
      window.removeEventListener('pageshow', resume)
      close()
      useLive.getState().reset()
    }
  }, [queries])
}
