import { EventEmitter } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createMainWindow } from './main-window.ts'
import { readWindowState, writeWindowState } from './state-file.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'window-'))
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(folder, { recursive: true })
})

const workArea = { x: 0, y: 0, width: 1600, height: 1000 }

function opened(staysInTray = false) {
  let bounds = { x: 10, y: 20, width: 900, height: 700 }
  const calls: string[] = []
  const options: unknown[] = []
  const note = (name: string) => () => void calls.push(name)
  const window = Object.assign(new EventEmitter(), {
    webContents: Object.assign(new EventEmitter(), { send: vi.fn() }),
    loadURL: async () => undefined,
    getNormalBounds: () => bounds,
    isMaximized: () => false,
    isMinimized: () => true,
    isFocused: () => true,
    isDestroyed: () => false,
    maximize: note('maximize'),
    restore: note('restore'),
    show: note('show'),
    focus: note('focus'),
    hide: note('hide'),
  })
  const onPageGone = vi.fn()
  const stateFile = join(folder, 'window.json')
  const display = { workArea }
  const main = createMainWindow({
    create: (given) => {
      options.push(given)
      return window
    },
    screen: { getPrimaryDisplay: () => display, getAllDisplays: () => [display] },
    stateFile,
    preload: '/out/preload.cjs',
    icon: '/icon.png',
    version: '1.2.3',
    staysInTray: () => staysInTray,
    onPageGone,
  })
  return { main, window, calls, options, stateFile, onPageGone, move: (to: typeof bounds) => (bounds = to) }
}

test('is sandboxed, isolated and without Node', () => {
  const { options } = opened()
  expect(options[0]).toMatchObject({
    show: false,
    webPreferences: {
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
      preload: '/out/preload.cjs',
    },
  })
})

test('opens as it was left, maximized once it has something to show', () => {
  writeWindowState(join(folder, 'window.json'), { x: 100, y: 50, width: 1000, height: 800, maximized: true })
  const { options, window, calls } = opened()
  expect(options[0]).toMatchObject({ x: 100, y: 50, width: 1000, height: 800 })
  expect(calls).toEqual([])
  window.emit('ready-to-show')
  expect(calls).toEqual(['maximize', 'show'])
})

test('writes its place when it has come to rest, and before it closes', () => {
  vi.useFakeTimers()
  const { window, stateFile, move } = opened()
  window.emit('move')
  vi.advanceTimersByTime(400)
  window.emit('resize')
  vi.advanceTimersByTime(400)
  expect(readWindowState(stateFile)).toBeNull()
  vi.advanceTimersByTime(100)
  expect(readWindowState(stateFile)).toEqual({ x: 10, y: 20, width: 900, height: 700, maximized: false })
  move({ x: 30, y: 40, width: 950, height: 710 })
  window.emit('close', { preventDefault: vi.fn() })
  expect(readWindowState(stateFile)).toMatchObject({ x: 30, width: 950 })
})

test('closing hides it while the tray can bring it back, else it closes', () => {
  const preventDefault = vi.fn()
  const kept = opened(true)
  kept.window.emit('close', { preventDefault })
  expect(preventDefault).toHaveBeenCalledOnce()
  expect(kept.calls).toEqual(['hide'])
  const closed = opened(false)
  closed.window.emit('close', { preventDefault })
  expect(preventDefault).toHaveBeenCalledOnce()
  expect(closed.calls).toEqual([])
})

test('focus brings a minimized window back; a reload of the page is noticed, a change of view is not', () => {
  const { main, calls, window, onPageGone } = opened()
  main.focus()
  expect(calls).toEqual(['restore', 'show', 'focus'])
  window.webContents.emit('did-start-navigation', {}, 'app://control/dashboard/#x', true, true)
  window.webContents.emit('did-start-navigation', {}, 'about:blank', false, false)
  expect(onPageGone).not.toHaveBeenCalled()
  window.webContents.emit('did-start-navigation', {}, 'app://control/dashboard/', false, true)
  expect(onPageGone).toHaveBeenCalledOnce()
})
