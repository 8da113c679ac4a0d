import type { BrowserWindowConstructorOptions } from 'electron'
import type { Intent } from '../../../src-engine/contract/desktop-bridge.ts'
import { channels, versionArgument } from '../bridge/channels.ts'
import { clampBounds, SMALLEST, type Rectangle } from './bounds.ts'
import { readWindowState, writeWindowState } from './state-file.ts'

/** What this needs of Electron's BrowserWindow. */
export interface WindowPort {
  readonly webContents: {
    send(channel: string, value: unknown): void
    on(
      event: 'did-start-navigation',
      listener: (details: unknown, url: string, inPlace: boolean, mainFrame: boolean) => void,
    ): unknown
  }
  loadURL(url: string): Promise<void>
  once(event: 'ready-to-show', listener: () => void): unknown
  on(event: 'resize' | 'move' | 'maximize' | 'unmaximize', listener: () => void): unknown
  on(event: 'close', listener: (event: { preventDefault(): void }) => void): unknown
  getNormalBounds(): Rectangle
  isMaximized(): boolean
  isMinimized(): boolean
  isFocused(): boolean
  isDestroyed(): boolean
  maximize(): void
  restore(): void
  show(): void
  focus(): void
  hide(): void
}

interface MainWindowDeps<Port extends WindowPort> {
  create(options: BrowserWindowConstructorOptions): Port
  readonly screen: { getPrimaryDisplay(): Display; getAllDisplays(): Display[] }
  readonly stateFile: string
  readonly preload: string
  readonly icon: string
  readonly version: string
  /** Whether closing the window only hides it, because the tray brings it back. */
  staysInTray(): boolean
  /** The page was left or reloaded. */
  onPageGone(): void
}

interface Display {
  readonly workArea: Rectangle
}

export interface MainWindow<Port extends WindowPort = WindowPort> {
  readonly port: Port
  focus(): void
  isInFront(): boolean
  send(intent: Intent): void
}

/** How long the window has to rest before its place is written. */
const REST_MS = 500

/**
 * The one window: sandboxed, isolated, without Node, shown once it has something to show, remembered in a file.
 * The caller loads a page into it.
 */
export function createMainWindow<Port extends WindowPort>(deps: MainWindowDeps<Port>): MainWindow<Port> {
  const remembered = readWindowState(deps.stateFile)
  const primary = deps.screen.getPrimaryDisplay()
  const areas = deps.screen.getAllDisplays().map((display) => display.workArea)
  const window = deps.create({
    ...clampBounds(remembered, [primary.workArea, ...areas]),
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    show: false,
    icon: deps.icon,
    // The page's own dark background, so that the first frame does not flash white.
    backgroundColor: '#111318',
    webPreferences: {
      preload: deps.preload,
      additionalArguments: [`${versionArgument}${deps.version}`],
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      spellcheck: false,
    },
  })
  window.once('ready-to-show', () => {
    if (remembered?.maximized === true) window.maximize()
    window.show()
  })
  window.webContents.on('did-start-navigation', (_details, _url, inPlace, mainFrame) => {
    if (mainFrame && !inPlace) deps.onPageGone()
  })
  rememberPlace(window, deps.stateFile)
  window.on('close', (event) => {
    if (!deps.staysInTray()) return
    event.preventDefault()
    window.hide()
  })
  return {
    port: window,
    focus() {
      if (window.isDestroyed()) return
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
    },
    isInFront: () => !window.isDestroyed() && window.isFocused(),
    send(intent) {
      if (!window.isDestroyed()) window.webContents.send(channels.intent, intent)
    },
  }
}

/** Writes the place when the window has come to rest, and before it closes. */
function rememberPlace(window: WindowPort, file: string): void {
  let timer: ReturnType<typeof setTimeout> | null = null
  const write = () => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    if (window.isDestroyed()) return
    const { x, y, width, height } = window.getNormalBounds()
    writeWindowState(file, { x, y, width, height, maximized: window.isMaximized() })
  }
  const soon = () => {
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(write, REST_MS)
  }
  for (const event of ['resize', 'move', 'maximize', 'unmaximize'] as const) window.on(event, soon)
  window.on('close', write)
}
