import { useEffect, useState } from 'react'
import { runsStream, type Run } from '../../../../src-engine/contract/runs.ts'
import { whileSeen } from '../../../live/index.ts'
import { client } from '../../../session/index.ts'
import { isOpen } from '../run-state.ts'
import { noNews, withEvent, type LiveRun } from './run-live.ts'

/** Watches a run while it is open: tokens and tool calls as they come. One run a mount: the caller's key is the run. */
export function useRunLive(run: Run): { readonly live: LiveRun; readonly error: unknown } {
  const [live, setLive] = useState(noNews)
  const [error, setError] = useState<unknown>(null)
  const watch = isOpen(run.state)
  useEffect(() => {
    if (!watch) return
    const read = async (signal: AbortSignal) => {
      for await (const item of client.events(runsStream, { params: { id: run.id }, signal }, { maxWait: 3_000 })) {
        if (item.kind === 'event') setLive((before) => withEvent(before, item.data))
        else if (item.kind === 'gap') setLive(noNews)
      }
    }
    // Each connection begins with a snapshot, so nothing of before need be kept.
    return whileSeen(() => {
      const controller = new AbortController()
      read(controller.signal).catch(setError)
      return () => controller.abort()
    })
  }, [run.id, watch])
  return { live, error }
}
