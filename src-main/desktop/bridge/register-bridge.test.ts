import { expect, test, vi } from 'vitest'
import { channels } from './channels.ts'
import { registerBridge } from './register-bridge.ts'

const page = { url: 'app://control/dashboard/agents', parent: null }

function registered() {
  const handlers = new Map<string, (event: { senderFrame: typeof page | null }, value: unknown) => unknown>()
  const on = {
    fleet: vi.fn(),
    approval: vi.fn(),
    badge: vi.fn(),
    external: vi.fn(async () => true),
    listening: vi.fn(),
  }
  registerBridge({
    ipc: { handle: (channel, listener) => handlers.set(channel, listener) },
    ownOrigin: () => 'app://control',
    on,
  })
  const invoke = (channel: string, value: unknown, frame: typeof page | null = page) =>
    handlers.get(channel)?.({ senderFrame: frame }, value)
  return { handlers, on, invoke }
}

const notice = { id: 'apr_00000001', agent: 'Researcher', tool: 'exec' }

test('every channel of the page has a handler', () => {
  const { intent: _toPage, ...fromPage } = channels
  expect([...registered().handlers.keys()].toSorted()).toEqual(Object.values(fromPage).toSorted())
})

test('what our page says is parsed and handed on', async () => {
  const { invoke, on } = registered()
  invoke(channels.fleet, { running: 2, degraded: 1, waiting: 3 })
  invoke(channels.fleet, null)
  invoke(channels.approval, notice)
  invoke(channels.badge, 3)
  invoke(channels.listening, true)
  expect(on.fleet.mock.calls).toEqual([[{ running: 2, degraded: 1, waiting: 3 }], [null]])
  expect(on.approval).toHaveBeenCalledWith(notice)
  expect(on.badge).toHaveBeenCalledWith(3)
  expect(on.listening).toHaveBeenCalledWith(true)
  expect(await invoke(channels.external, 'https://example.com/')).toBe(true)
})

test.each([
  [channels.fleet, { running: -1, degraded: 0, waiting: 0 }],
  [channels.fleet, { running: 1, degraded: 0, waiting: 0, more: 1 }],
  [channels.fleet, undefined],
  [channels.approval, { ...notice, id: '../..' }],
  [channels.approval, { ...notice, agent: 'a\nb' }],
  [channels.approval, { ...notice, agent: 'a'.repeat(121) }],
  [channels.badge, 1.5],
  [channels.badge, '1'],
  [channels.external, {}],
  [channels.listening, 'yes'],
])('%s refuses %j by name', (channel, value) => {
  const { invoke, on } = registered()
  expect(() => invoke(channel, value)).toThrow(channel)
  for (const act of Object.values(on)) expect(act).not.toHaveBeenCalled()
})

test('a frame that is gone, a frame in the page and another site are refused', () => {
  const { invoke, on } = registered()
  expect(() => invoke(channels.badge, 1, null)).toThrow('refused')
  expect(() => invoke(channels.badge, 1, { ...page, parent: page as never })).toThrow('refused')
  for (const url of ['https://evil.example/', 'app://other/', 'data:text/html,x', 'about:blank', ''])
    expect(() => invoke(channels.badge, 1, { ...page, url }), `from ${url}`).toThrow('refused')
  expect(on.badge).not.toHaveBeenCalled()
})
