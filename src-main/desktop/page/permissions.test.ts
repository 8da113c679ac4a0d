import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { registerPermissions, type SessionPort } from './permissions.ts'

type RequestHandler = Parameters<SessionPort['setPermissionRequestHandler']>[0]
type CheckHandler = Parameters<SessionPort['setPermissionCheckHandler']>[0]

function registered() {
  let request: RequestHandler = (_contents, _permission, decide) => decide(true)
  let check: CheckHandler = () => true
  let device = () => true
  const session = Object.assign(new EventEmitter(), {
    setPermissionRequestHandler: (handler: RequestHandler) => (request = handler),
    setPermissionCheckHandler: (handler: CheckHandler) => (check = handler),
    setDevicePermissionHandler: (handler: () => boolean) => (device = handler),
  })
  registerPermissions({ session, ownOrigin: () => 'app://control' })
  const ask = (permission: string, requestingUrl?: string, isMainFrame = true) => {
    const details = { isMainFrame, ...(requestingUrl === undefined ? {} : { requestingUrl }) }
    const decide = vi.fn()
    request({}, permission, decide, details)
    const checked = check({}, permission, 'app://control', details)
    return [decide.mock.calls[0]?.[0], checked]
  }
  const download = (url: string) => {
    const preventDefault = vi.fn()
    session.emit('will-download', { preventDefault }, { getURL: () => url })
    return preventDefault.mock.calls.length > 0 ? 'refused' : 'let through'
  }
  return { ask, download, device: () => device() }
}

const page = 'app://control/dashboard/'

test.each([
  'media',
  'geolocation',
  'notifications',
  'clipboard-read',
  'midi',
  'hid',
  'openExternal',
  'fullscreen',
  'something-new',
])('%s is refused to our own page', (permission) => {
  expect(registered().ask(permission, page)).toEqual([false, false])
})

test('our page may write to the clipboard; nobody else may, nor a frame in it', () => {
  const { ask } = registered()
  expect(ask('clipboard-sanitized-write', page)).toEqual([true, true])
  expect(ask('clipboard-sanitized-write', page, false)).toEqual([false, false])
  expect(ask('clipboard-sanitized-write', 'https://evil.example/')).toEqual([false, false])
  expect(ask('clipboard-sanitized-write')).toEqual([false, false])
})

test('no device', () => {
  expect(registered().device()).toBe(false)
})

test('only what our page made can be downloaded', () => {
  const { download } = registered()
  expect(download('blob:app://control/7c1f')).toBe('let through')
  expect(download('app://control/api/engine/audit/export')).toBe('let through')
  expect(download('https://evil.example/a.exe')).toBe('refused')
  expect(download('blob:https://evil.example/7c1f')).toBe('refused')
})
