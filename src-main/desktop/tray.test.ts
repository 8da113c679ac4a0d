import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { describeFleet, registerTray } from './tray.ts'

type Items = Parameters<Parameters<typeof registerTray>[0]['buildMenu']>[0]

function registered(agrees = true) {
  let menu: Items = []
  const tray = Object.assign(new EventEmitter(), {
    setToolTip: vi.fn(),
    setContextMenu: (given: unknown) => {
      menu = given as Items
    },
  })
  const deps = { focus: vi.fn(), send: vi.fn(), ask: vi.fn(async () => agrees), quit: vi.fn(), log: vi.fn() }
  const fleet = registerTray({ tray, appName: 'Control Center', buildMenu: (template) => template, ...deps })
  const item = (label: string) => {
    const found = menu.find((entry) => entry.label === label)
    if (found === undefined) throw new Error(`no item ${label}`)
    return found
  }
  const click = (label: string) => (item(label).click as () => void)()
  return { ...deps, tray, fleet, item, click }
}

test('says how the fleet is, singular and plural', () => {
  expect(describeFleet(null)).toBe('nobody is signed in')
  expect(describeFleet({ running: 0, degraded: 0, waiting: 0 })).toBe('no agent running')
  expect(describeFleet({ running: 3, degraded: 1, waiting: 1 })).toBe('3 running, 1 degraded, 1 approval waiting')
  expect(describeFleet({ running: 1, degraded: 0, waiting: 2 })).toBe('1 running, 2 approvals waiting')
})

test('follows the fleet in tooltip and menu', () => {
  const { fleet, tray, item } = registered()
  expect(tray.setToolTip).toHaveBeenLastCalledWith('Control Center: nobody is signed in')
  expect(item('Stop all…').enabled).toBe(false)
  fleet.show({ running: 2, degraded: 0, waiting: 1 })
  expect(item('2 running, 1 approval waiting').enabled).toBe(false)
  expect([item('Stop all…').enabled, item('Approvals').enabled]).toEqual([true, true])
  fleet.show({ running: 0, degraded: 1, waiting: 0 })
  expect([item('Stop all…').enabled, item('Approvals').enabled]).toEqual([true, false])
})

test('stops all only after the person agreed', async () => {
  const no = registered(false)
  no.fleet.show({ running: 2, degraded: 1, waiting: 0 })
  no.click('Stop all…')
  await vi.waitFor(() =>
    expect(no.ask).toHaveBeenCalledWith(expect.objectContaining({ message: 'Stop all 3 agents?' })),
  )
  expect(no.send).not.toHaveBeenCalled()
  const yes = registered(true)
  yes.fleet.show({ running: 1, degraded: 0, waiting: 0 })
  yes.click('Stop all…')
  expect(yes.send, 'not before the answer').not.toHaveBeenCalled()
  await vi.waitFor(() => expect(yes.send).toHaveBeenCalledExactlyOnceWith({ kind: 'stop-all' }))
})

test('opens the window, the approvals and quits', () => {
  const { fleet, tray, click, focus, send, quit } = registered()
  fleet.show({ running: 1, degraded: 0, waiting: 1 })
  tray.emit('click')
  click('Open Control Center')
  expect(focus).toHaveBeenCalledTimes(2)
  click('Approvals')
  expect(send).toHaveBeenCalledWith({ kind: 'open-screen', screen: 'approvals' })
  click('Quit')
  expect(quit).toHaveBeenCalledOnce()
})
