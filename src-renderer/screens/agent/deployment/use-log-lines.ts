import { useEffect, useState } from 'react'
import { deploymentsLogs, type LogLine } from '../../../../src-engine/contract/deployments.ts'
import { whileSeen } from '../../../live/index.ts'
import { client } from '../../../session/index.ts'

/** Lines a window keeps; older ones are on the target. */
const KEPT = 20_000

/** The tail of a workload's log and what follows, as long as the component is shown and seen. One workload a mount. */
export function useLogLines(
  agent: string,
  workload: string | null,
): { readonly lines: readonly LogLine[]; readonly error: unknown } {
  const [lines, setLines] = useState<readonly LogLine[]>([])
  const [error, setError] = useState<unknown>(null)
  useEffect(() => {
    if (workload === null) return
    let batch: LogLine[] = []
    // A chatty workload writes hundreds of lines a second: one drawing for all that came within a frame or two.
    const timer = setInterval(() => {
      if (batch.length === 0) return
      const fresh = batch
      batch = []
      setLines((before) => [...before, ...fresh].slice(-KEPT))
    }, 60)
    const read = async (signal: AbortSignal) => {
      for await (const item of client.events(deploymentsLogs, {
        params: { id: agent },
        query: { tail: 500 },
        signal,
      })) {
        if (item.kind === 'event') batch.push(item.data)
        // Without event ids nothing can be resumed: a new connection starts with the tail again.
        else if (item.kind === 'open' && !item.resumed) {
          batch = []
          setLines([])
        }
      }
    }
    const stop = whileSeen(() => {
      const controller = new AbortController()
      read(controller.signal).catch(setError)
      return () => controller.abort()
    })
    return () => {
      stop()
      clearInterval(timer)
    }
  }, [agent, workload])
  return { lines, error }
}
