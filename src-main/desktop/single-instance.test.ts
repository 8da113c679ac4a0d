import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { registerSingleInstance } from './single-instance.ts'

const link = 'agenticmail://agents/agt_00000001'
const intent = { kind: 'open-agent', agent: 'agt_00000001' }

function started(argv: string[], locked = true) {
  const app = Object.assign(new EventEmitter(), { requestSingleInstanceLock: () => locked })
  const focus = vi.fn()
  const send = vi.fn()
  return { app, focus, send, first: registerSingleInstance({ app, argv, focus, send }) }
}

test('without the lock nothing is registered', () => {
  const { app, first, send } = started(['app', link], false)
  expect(first).toBe(false)
  expect(app.eventNames()).toEqual([])
  expect(send).not.toHaveBeenCalled()
})

test('a second start focuses the window and passes its link on', () => {
  const { app, focus, send } = started(['app', '.'])
  app.emit('second-instance', {}, ['app', '.', link], '/')
  expect(focus).toHaveBeenCalledOnce()
  expect(send).toHaveBeenCalledExactlyOnceWith(intent)
  app.emit('second-instance', {}, ['app', '.'], '/')
  expect(focus).toHaveBeenCalledTimes(2)
  expect(send).toHaveBeenCalledOnce()
})

test('the link that started the app is not lost, nor the one of macOS', () => {
  const { app, send } = started(['app', link])
  expect(send).toHaveBeenCalledExactlyOnceWith(intent)
  const preventDefault = vi.fn()
  app.emit('open-url', { preventDefault }, link)
  expect(preventDefault).toHaveBeenCalled()
  expect(send).toHaveBeenCalledTimes(2)
})
