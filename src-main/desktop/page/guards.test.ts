import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { registerGuards } from './guards.ts'

function guarded(origin: string | null = 'app://control') {
  const app = new EventEmitter()
  let opened = (_: { url: string }): { action: string } => ({ action: 'allow' })
  const contents = Object.assign(new EventEmitter(), {
    setWindowOpenHandler: (handler: typeof opened) => {
      opened = handler
    },
  })
  const openExternal = vi.fn(async () => true)
  registerGuards({ app, ownOrigin: () => origin, openExternal, log: vi.fn() })
  app.emit('web-contents-created', {}, contents)
  const navigate = (event: string, url: string) => {
    const preventDefault = vi.fn()
    contents.emit(event, { preventDefault, url, isMainFrame: event !== 'will-frame-navigate' }, url)
    return preventDefault.mock.calls.length > 0 ? 'refused' : 'let through'
  }
  return { contents, openExternal, navigate, open: (url: string) => opened({ url }) }
}

test.each(['will-navigate', 'will-redirect', 'will-frame-navigate'])('%s stays on our origin', (event) => {
  const { navigate } = guarded()
  expect(navigate(event, 'app://control/dashboard/agents')).toBe('let through')
  for (const url of [
    'https://evil.example/',
    'http://127.0.0.1:7301/',
    'app://other/',
    'app://control.evil/',
    'file:///etc/passwd',
    'data:text/html,x',
    'about:blank',
    'not an address',
  ])
    expect(navigate(event, url), `to ${url}`).toBe('refused')
})

test('a followed link may go to the browser, a redirect and a frame may not', () => {
  const { navigate, openExternal } = guarded()
  navigate('will-redirect', 'https://example.com/')
  navigate('will-frame-navigate', 'https://example.com/')
  expect(openExternal).not.toHaveBeenCalled()
  navigate('will-navigate', 'https://example.com/')
  expect(openExternal).toHaveBeenCalledExactlyOnceWith('https://example.com/')
})

test('no second window, ever; an address elsewhere is offered to the browser', () => {
  const { open, openExternal } = guarded()
  expect(open('app://control/dashboard/')).toEqual({ action: 'deny' })
  expect(openExternal).not.toHaveBeenCalled()
  expect(open('https://example.com/')).toEqual({ action: 'deny' })
  expect(openExternal).toHaveBeenCalledOnce()
})

test('no webview', () => {
  expect(guarded().navigate('will-attach-webview', '')).toBe('refused')
})

test('before the engine is known nothing is ours', () => {
  expect(guarded(null).navigate('will-navigate', 'app://control/')).toBe('refused')
})
