import { EventEmitter } from 'node:events'
import { afterEach, expect, test, vi } from 'vitest'
import { registerQuitting } from './quitting.ts'

afterEach(() => {
  vi.useRealTimers()
})

function registered(closeEngine: () => Promise<void>, platform: NodeJS.Platform = 'linux') {
  const app = Object.assign(new EventEmitter(), { quit: vi.fn(), exit: vi.fn() })
  const focus = vi.fn()
  const log = vi.fn()
  const quitting = registerQuitting({ app, platform, focus, closeEngine, log })
  const willQuit = () => {
    const preventDefault = vi.fn()
    app.emit('will-quit', { preventDefault })
    return preventDefault.mock.calls.length > 0 ? 'held' : 'ends'
  }
  return { app, focus, log, quitting, willQuit }
}

test('the app ends after the engine has, and not before', async () => {
  let close = () => {}
  const { app, quitting, willQuit } = registered(() => new Promise((resolve) => (close = resolve)))
  expect(quitting.begun()).toBe(false)
  app.emit('before-quit')
  expect(quitting.begun()).toBe(true)
  expect(willQuit()).toBe('held')
  await Promise.resolve()
  expect(app.quit).not.toHaveBeenCalled()
  close()
  await vi.waitFor(() => expect(app.quit).toHaveBeenCalledOnce())
  expect(willQuit()).toBe('ends')
})

test('asks again only when the event is over: Electron ignores a quit within it', async () => {
  let within = true
  const { app, willQuit } = registered(async () => undefined)
  app.quit.mockImplementation(() => expect(within).toBe(false))
  willQuit()
  await Promise.resolve()
  await Promise.resolve()
  await new Promise<void>((resolve) => queueMicrotask(resolve))
  within = false
  await vi.waitFor(() => expect(app.quit).toHaveBeenCalledOnce())
})

test('an engine that fails or hangs while ending does not keep the app, and is said', async () => {
  const failed = registered(() => Promise.reject(new Error('disk full')))
  failed.willQuit()
  await vi.waitFor(() => expect(failed.app.exit).toHaveBeenCalledWith(1))
  expect(failed.log).toHaveBeenCalledWith(expect.stringContaining('disk full'))
  vi.useFakeTimers()
  const hung = registered(() => new Promise(() => undefined))
  hung.willQuit()
  vi.advanceTimersByTime(15_000)
  expect(hung.app.exit).toHaveBeenCalledWith(1)
})

test('without a window the app ends, except on macOS, where the dock brings it back', () => {
  const linux = registered(async () => undefined)
  linux.app.emit('window-all-closed')
  expect(linux.app.quit).toHaveBeenCalledOnce()
  const mac = registered(async () => undefined, 'darwin')
  mac.app.emit('window-all-closed')
  expect(mac.app.quit).not.toHaveBeenCalled()
  mac.app.emit('activate')
  expect(mac.focus).toHaveBeenCalledOnce()
})
