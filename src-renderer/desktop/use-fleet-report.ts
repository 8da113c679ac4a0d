import { useEffect, useRef } from 'react'
import { approvalsList } from '../../src-engine/contract/approvals.ts'
import { systemStats } from '../../src-engine/contract/system.ts'
import { useOperation } from '../api/index.ts'
import { desktopBridge, tell } from './bridge.ts'

/** Most that are told one by one; the badge has the number. */
const TOLD = 20

/** Reports the figures of the tray and the badge, and each approval that begins to wait while somebody is signed in. */
export function useFleetReport(): void {
  const enabled = desktopBridge() !== null
  const stats = useOperation(systemStats, {}, { enabled }).data
  const waiting = useOperation(approvalsList, { query: { limit: TOLD } }, { enabled }).data?.items
  const known = useRef<Set<string> | null>(null)

  const running = stats === undefined ? null : stats.agents.running + stats.agents.moving
  const degraded = stats?.agents.degraded ?? 0
  const count = stats?.approvals.waiting ?? 0
  useEffect(() => {
    if (running === null) return
    tell(desktopBridge()?.reportFleet({ running, degraded, waiting: count }))
    tell(desktopBridge()?.setBadge(Math.min(count, 9_999)))
  }, [running, degraded, count])

  useEffect(() => {
    if (waiting === undefined) return
    // What waited before the page was opened is in the badge and on the screen.
    known.current ??= new Set(waiting.map(({ id }) => id))
    for (const { id, agentName, tool } of waiting) {
      if (known.current.has(id)) continue
      known.current.add(id)
      tell(desktopBridge()?.notifyApproval({ id, agent: agentName.slice(0, 120), tool: tool.slice(0, 120) }))
    }
  }, [waiting])
}
