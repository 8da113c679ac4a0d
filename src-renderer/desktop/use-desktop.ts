import { useEffect } from 'react'
import { useFleetReport } from './use-fleet-report.ts'
import { useIntents, type ShellActions } from './use-intents.ts'
import { desktopBridge, tell } from './bridge.ts'

/**
 * What a signed-in page does for the desktop shell around it: reports the fleet and new approvals, and follows intents
 * of menus, tray, notifications and deep links. Does nothing in a browser.
 */
export function useDesktop(actions: ShellActions): void {
  useFleetReport()
  useIntents(actions)
  // Signed out: the tray then knows nothing, and "stop all" has nobody to act for.
  useEffect(
    () => () => {
      tell(desktopBridge()?.reportFleet(null))
      tell(desktopBridge()?.setBadge(0))
    },
    [],
  )
}
