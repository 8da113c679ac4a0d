import type { MenuItemConstructorOptions } from 'electron'
import type { FleetStatus, Intent } from '../../src-engine/contract/desktop-bridge.ts'

/** What this needs of Electron's Tray. */
export interface TrayPort {
  setToolTip(text: string): void
  setContextMenu(menu: unknown): void
  on(event: 'click', listener: () => void): unknown
}

interface TrayDeps {
  readonly tray: TrayPort
  readonly appName: string
  buildMenu(template: MenuItemConstructorOptions[]): unknown
  focus(): void
  send(intent: Intent): void
  /** Asks with a native dialog; resolves with whether the person agreed. */
  ask(question: { message: string; detail: string; yes: string }): Promise<boolean>
  quit(): void
  log(line: string): void
}

export interface FleetTray {
  show(status: FleetStatus): void
}

/** The tray: how the fleet is, and the way to stop it without looking for the window. */
export function registerTray(deps: TrayDeps): FleetTray {
  const { tray, appName, buildMenu, focus } = deps
  const show = (status: FleetStatus) => {
    tray.setToolTip(`${appName}: ${describeFleet(status)}`)
    tray.setContextMenu(buildMenu(trayMenu(status, deps)))
  }
  tray.on('click', focus)
  show(null)
  return { show }
}

/** One line such as `3 running, 1 degraded, 2 approvals waiting`. */
export function describeFleet(status: FleetStatus): string {
  if (status === null) return 'nobody is signed in'
  const { running, degraded, waiting } = status
  const parts = [running === 0 ? 'no agent running' : `${running} running`]
  if (degraded > 0) parts.push(`${degraded} degraded`)
  if (waiting > 0) parts.push(`${waiting} ${waiting === 1 ? 'approval' : 'approvals'} waiting`)
  return parts.join(', ')
}

function trayMenu(
  status: FleetStatus,
  { appName, focus, send, ask, quit, log }: TrayDeps,
): MenuItemConstructorOptions[] {
  const alive = (status?.running ?? 0) + (status?.degraded ?? 0)
  const approvals = () => {
    focus()
    send({ kind: 'open-screen', screen: 'approvals' })
  }
  const stopAll = () => {
    const message = `Stop ${alive === 1 ? 'the running agent' : `all ${alive} agents`}?`
    const detail = 'Each agent ends what it is doing. You can start them again one by one.'
    ask({ message, detail, yes: 'Stop All' }).then(
      (agreed) => {
        if (agreed) send({ kind: 'stop-all' })
      },
      (error: unknown) => log(`the question could not be asked: ${String(error)}`),
    )
  }
  return [
    { label: describeFleet(status), enabled: false },
    { type: 'separator' },
    { label: `Open ${appName}`, click: focus },
    { label: 'Approvals', enabled: (status?.waiting ?? 0) > 0, click: approvals },
    // The page acts with the session of who is signed in; without one nobody may stop anything.
    { label: 'Stop all…', enabled: alive > 0, click: stopAll },
    { type: 'separator' },
    { label: 'Quit', click: quit },
  ]
}
