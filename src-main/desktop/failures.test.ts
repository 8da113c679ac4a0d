import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { registerFailures } from './failures.ts'

function registered(agrees = true) {
  let time = 1_000_000
  let endEngine = (_: string) => {}
  const window = Object.assign(new EventEmitter(), {
    webContents: Object.assign(new EventEmitter(), { reload: vi.fn() }),
  })
  const ask = vi.fn(async (_: { message: string; detail: string; signal?: AbortSignal }) => agrees)
  const acts = { reloadPage: vi.fn(), restartApp: vi.fn(), quit: vi.fn() }
  registerFailures({
    window,
    engineEnded: new Promise((resolve) => (endEngine = resolve)),
    ask,
    ...acts,
    now: () => time,
    log: vi.fn(),
  })
  const crash = (reason = 'crashed') => window.webContents.emit('render-process-gone', {}, { reason, exitCode: 5 })
  return { window, ask, ...acts, crash, pass: (ms: number) => (time += ms), endEngine: (why: string) => endEngine(why) }
}

const asked = (ask: ReturnType<typeof registered>['ask']) => vi.waitFor(() => expect(ask).toHaveBeenCalledOnce())

test('a crashed page comes back by itself, the second time within a minute after a question', async () => {
  const { crash, pass, reloadPage, ask } = registered()
  crash()
  expect([reloadPage.mock.calls.length, ask.mock.calls.length]).toEqual([1, 0])
  pass(61_000)
  crash('oom')
  expect([reloadPage.mock.calls.length, ask.mock.calls.length]).toEqual([2, 0])
  pass(10_000)
  crash()
  await asked(ask)
  await vi.waitFor(() => expect(reloadPage).toHaveBeenCalledTimes(3))
})

test('a page that was closed is no failure', () => {
  const { crash, reloadPage } = registered()
  crash('clean-exit')
  expect(reloadPage).not.toHaveBeenCalled()
})

test('a hanging page is asked about once, and the question goes when it answers again', async () => {
  const { window, ask } = registered(false)
  let decided = (_: boolean) => {}
  ask.mockImplementation(() => new Promise((resolve) => (decided = resolve)))
  window.emit('unresponsive')
  window.emit('unresponsive')
  expect(ask).toHaveBeenCalledOnce()
  const signal = ask.mock.calls[0]?.[0].signal
  expect(signal?.aborted).toBe(false)
  window.emit('responsive')
  expect(signal?.aborted).toBe(true)
  decided(false)
})

test('a page that does not load can be tried again; frames and abandoned loads are no matter', async () => {
  const { window, ask, reloadPage } = registered()
  const fail = (code: number, mainFrame: boolean) =>
    window.webContents.emit(
      'did-fail-load',
      {},
      code,
      'ERR_CONNECTION_REFUSED',
      'http://127.0.0.1:7301/dashboard/',
      mainFrame,
    )
  fail(-3, true)
  fail(-102, false)
  expect(ask).not.toHaveBeenCalled()
  fail(-102, true)
  await asked(ask)
  expect(ask.mock.calls[0]?.[0].detail).toBe('http://127.0.0.1:7301 did not answer: ERR_CONNECTION_REFUSED.')
  await vi.waitFor(() => expect(reloadPage).toHaveBeenCalledOnce())
})

test('an engine that ends is said with its reason, and the app restarts or quits', async () => {
  const { ask, endEngine, restartApp, quit } = registered()
  endEngine('the engine ended (exit 1): disk full')
  await asked(ask)
  expect(ask.mock.calls[0]?.[0].detail).toContain('disk full')
  await vi.waitFor(() => expect(restartApp).toHaveBeenCalledOnce())
  expect(quit).not.toHaveBeenCalled()
  const other = registered(false)
  other.endEngine('gone')
  await vi.waitFor(() => expect(other.quit).toHaveBeenCalledOnce())
})
