import { join } from 'node:path'
import { registerBridge } from './bridge/register-bridge.ts'
import { loadEngine } from './engine/load.ts'
import { openEnginePort } from './engine/open.ts'
import { registerFailures } from './failures.ts'
import { applicationMenu } from './menu.ts'
import { createNotifyApproval } from './notifications.ts'
import { servePage } from './page/scheme.ts'
import type { Shell } from './shell.ts'
import { registerTray } from './tray.ts'
import { createMainWindow } from './window/main-window.ts'

/**
 * Opens the engine and, once it answers, the window with all that belongs to it.
 * @throws ShellError or the engine's own error, each with a sentence for the person
 */
export async function openWindow(shell: Shell, quitting: () => boolean): Promise<void> {
  const { electron, config, root, icons, profile, intents, ask, focus, log } = shell
  const { app, Menu } = electron
  const engine = await openEnginePort({
    mode: config.mode,
    data: config.data,
    vault: config.vault,
    host: config.node === null || config.hostEntry === null ? null : { node: config.node, entry: config.hostEntry },
    load: () => loadEngine(shell),
  })
  shell.engine = engine
  shell.origin = servePage({ protocol: electron.protocol, engine, log })
  const page = `${shell.origin}/dashboard/${engine.setupToken === null ? '' : `#token=${engine.setupToken}`}`

  const window = createMainWindow({
    create: (options) => new electron.BrowserWindow(options),
    screen: electron.screen,
    stateFile: join(profile, 'place.json'),
    preload: join(root, 'out', 'preload', 'preload.cjs'),
    icon: join(icons, 'icon.png'),
    version: app.getVersion(),
    // Many Linux desktops show no tray, and a hidden window without one is lost.
    staysInTray: () => process.platform !== 'linux' && !quitting(),
    onPageGone: intents.gone,
  })
  shell.window = window
  const load = () => {
    window.port.loadURL(page).catch((error: unknown) => log(`loading the page: ${String(error)}`))
  }
  const go: typeof intents.send = (intent) => {
    focus()
    intents.send(intent)
  }
  const quit = () => app.quit()
  const restartApp = () => {
    app.relaunch()
    quit()
  }
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(
      applicationMenu({
        platform: process.platform,
        appName: app.name,
        development: config.development,
        go,
        showData: () => void electron.shell.openPath(config.data),
        about: () => app.showAboutPanel(),
      }),
    ),
  )
  const tray = registerTray({
    tray: new electron.Tray(join(icons, process.platform === 'darwin' ? 'trayTemplate.png' : 'tray.png')),
    appName: app.name,
    buildMenu: (template) => Menu.buildFromTemplate(template),
    focus,
    send: intents.send,
    ask,
    quit,
    log,
  })
  registerBridge({
    ipc: electron.ipcMain,
    ownOrigin: () => shell.origin,
    on: {
      fleet: tray.show,
      approval: createNotifyApproval({
        create: (options) => new electron.Notification(options),
        isSupported: () => electron.Notification.isSupported(),
        isInFront: window.isInFront,
        focus,
        send: intents.send,
      }),
      badge: (count) => void app.setBadgeCount(count),
      external: shell.openExternal,
      listening: (is) => (is ? intents.ready() : intents.gone()),
    },
  })
  registerFailures({
    window: window.port,
    engineEnded: engine.ended,
    ask,
    reloadPage: load,
    restartApp,
    quit,
    now: Date.now,
    log,
  })
  load()
}
