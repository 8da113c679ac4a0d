import type { MenuItemConstructorOptions } from 'electron'
import type { Intent } from '../../src-engine/contract/desktop-bridge.ts'

interface MenuDeps {
  readonly platform: NodeJS.Platform
  readonly appName: string
  /** Shows reload and the developer tools. */
  readonly development: boolean
  /** Brings the window to the front and hands the page the intent. */
  go(intent: Intent): void
  /** Opens the folder that holds everything the app keeps. */
  showData(): void
  about(): void
}

/** The application menu: what the keyboard can do, found where people look for it. */
export function applicationMenu(deps: MenuDeps): MenuItemConstructorOptions[] {
  const mac = deps.platform === 'darwin'
  return [
    ...(mac ? [macMenu(deps)] : []),
    fileMenu(mac),
    editMenu(),
    viewMenu(deps),
    goMenu(deps),
    windowMenu(mac),
    helpMenu(deps),
  ]
}

function macMenu({ appName, about, go }: MenuDeps): MenuItemConstructorOptions {
  return {
    label: appName,
    submenu: [
      { label: `About ${appName}`, click: about },
      { type: 'separator' },
      { label: 'Settings…', accelerator: 'Command+,', click: () => go({ kind: 'open-screen', screen: 'settings' }) },
      { type: 'separator' },
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      { role: 'quit' },
    ],
  }
}

function fileMenu(mac: boolean): MenuItemConstructorOptions {
  return { label: 'File', submenu: [{ role: 'close' }, ...(mac ? [] : [{ role: 'quit' } as const])] }
}

function editMenu(): MenuItemConstructorOptions {
  const roles = ['undo', 'redo', 'separator', 'cut', 'copy', 'paste', 'selectAll'] as const
  return { label: 'Edit', submenu: roles.map((role) => (role === 'separator' ? { type: role } : { role })) }
}

function viewMenu({ development, go }: MenuDeps): MenuItemConstructorOptions {
  const forDevelopers: MenuItemConstructorOptions[] = [
    { role: 'reload' },
    { role: 'toggleDevTools' },
    { type: 'separator' },
  ]
  return {
    label: 'View',
    submenu: [
      { label: 'Find…', accelerator: 'CmdOrCtrl+K', registerAccelerator: false, click: () => go({ kind: 'find' }) },
      { type: 'separator' },
      ...(development ? forDevelopers : []),
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { type: 'separator' },
      { role: 'togglefullscreen' },
    ],
  }
}

const SCREENS = [
  ['Overview', 'overview'],
  ['Agents', 'agents'],
  ['Approvals', 'approvals'],
  ['Deployments', 'deployments'],
  ['Audit', 'audit'],
  ['Settings', 'settings'],
] as const

function goMenu({ go }: MenuDeps): MenuItemConstructorOptions {
  return {
    label: 'Go',
    submenu: SCREENS.map(([label, screen], index) => ({
      label,
      accelerator: `CmdOrCtrl+${index + 1}`,
      click: () => go({ kind: 'open-screen', screen }),
    })),
  }
}

function windowMenu(mac: boolean): MenuItemConstructorOptions {
  return {
    label: 'Window',
    submenu: [{ role: 'minimize' }, ...(mac ? [{ role: 'zoom' } as const, { role: 'front' } as const] : [])],
  }
}

function helpMenu({ platform, appName, go, showData, about }: MenuDeps): MenuItemConstructorOptions {
  return {
    role: 'help',
    submenu: [
      { label: 'Keyboard Shortcuts', click: () => go({ kind: 'shortcuts' }) },
      { label: 'Show the Data Folder', click: showData },
      ...(platform === 'darwin' ? [] : [{ label: `About ${appName}`, click: about }]),
    ],
  }
}
