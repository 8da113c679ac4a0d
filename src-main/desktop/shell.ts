import { join } from 'node:path'
import type * as Electron from 'electron'
import { createAsk, type Question } from './ask.ts'
import type { DesktopConfig } from './config.ts'
import type { EnginePort } from './engine/port.ts'
import { createIntents, type Intents } from './intents.ts'
import { createOpenExternal, type OpenExternal } from './page/external.ts'
import type { MainWindow } from './window/main-window.ts'

/** What the parts of the shell share; the last three are there once the app is ready. */
export interface Shell {
  readonly electron: typeof Electron
  readonly config: DesktopConfig
  /** Folder that holds `out/` and `resources/`. */
  readonly root: string
  readonly icons: string
  /** Chromium's own files, and the place of the window. */
  readonly profile: string
  readonly intents: Intents
  readonly openExternal: OpenExternal
  ask(question: Question): Promise<boolean>
  /** Brings the window to the front. */
  focus(): void
  log(line: string): void
  engine: EnginePort | null
  /** Origin of our page. */
  origin: string | null
  window: MainWindow | null
}

export function createShell(electron: typeof Electron, config: DesktopConfig, root: string): Shell {
  const ask = createAsk(electron.dialog)
  const shell: Shell = {
    electron,
    config,
    root,
    icons: join(root, 'resources', 'icons'),
    profile: join(config.data, 'window'),
    intents: createIntents((intent) => shell.window?.send(intent)),
    openExternal: createOpenExternal({ ask, open: (url) => electron.shell.openExternal(url) }),
    ask,
    focus: () => shell.window?.focus(),
    log: (line) => void process.stderr.write(`desktop: ${line}\n`),
    engine: null,
    origin: null,
    window: null,
  }
  return shell
}
