// The desktop shell in the order in which it comes up. Electron's objects are handed to parts that name only what they
// use of them, so each part is tested in plain Node. Built as CommonJS without top-level await, which older Electron
// runs as well.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import * as electron from 'electron'
import { defaultData } from '../headless/options.ts'
import { readConfig } from './config.ts'
import { DEEP_LINK_SCHEME } from './deep-link.ts'
import { openWindow } from './open-window.ts'
import { registerGuards } from './page/guards.ts'
import { registerPermissions } from './page/permissions.ts'
import { declareScheme } from './page/scheme.ts'
import { registerQuitting } from './quitting.ts'
import { createShell } from './shell.ts'
import { registerSingleInstance } from './single-instance.ts'

const { app, dialog } = electron

function start(): void {
  const root = join(__dirname, '..', '..')
  const packaged = app.isPackaged
  const resources = process.resourcesPath
  const config = readConfig({
    argv: process.argv,
    env: process.env,
    packaged,
    root,
    resources,
    defaultData: defaultData(),
  })
  const shell = createShell(electron, config, root)
  const { focus, log, intents, openExternal } = shell
  const ownOrigin = () => shell.origin

  mkdirSync(shell.profile, { recursive: true, mode: 0o700 })
  // Before the lock, which lies in there: one window for each data directory.
  app.setPath('userData', shell.profile)
  if (!registerSingleInstance({ app, argv: process.argv, focus, send: intents.send })) {
    app.quit()
    return
  }
  if (packaged) app.setAsDefaultProtocolClient(DEEP_LINK_SCHEME)
  declareScheme(electron.protocol)
  registerGuards({ app, ownOrigin, openExternal, log })
  const closeEngine = async () => shell.engine?.close()
  const quitting = registerQuitting({ app, platform: process.platform, focus, closeEngine, log })

  app
    .whenReady()
    .then(() => {
      registerPermissions({ session: electron.session.defaultSession, ownOrigin })
      return openWindow(shell, quitting.begun)
    })
    .catch(fail)
}

/** What cannot be mended is said in one sentence, on the screen and to whoever reads stderr. */
function fail(error: unknown): void {
  process.stderr.write(`desktop: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  dialog.showErrorBox('AgenticMail Control Center cannot go on', error instanceof Error ? error.message : String(error))
  app.exit(1)
}

process.on('uncaughtException', fail)
process.on('unhandledRejection', fail)
try {
  start()
} catch (error) {
  fail(error)
}
