import { expect, test, vi } from 'vitest'
import { intentSchema } from '../../src-engine/contract/desktop-bridge.ts'
import { applicationMenu } from './menu.ts'

type Items = ReturnType<typeof applicationMenu>

function built(platform: NodeJS.Platform, development = false) {
  const deps = { go: vi.fn(), showData: vi.fn(), about: vi.fn() }
  const menu = applicationMenu({ platform, development, appName: 'Control Center', ...deps })
  const items = menu.flatMap((entry) => entry.submenu as Items)
  return { ...deps, menu, items }
}

const roles = (items: Items) => items.map((item) => item.role)

test.each(['linux', 'win32', 'darwin'] as const)('on %s there is one quit, zoom, and no key twice', (platform) => {
  const { items } = built(platform)
  expect(roles(items).filter((role) => role === 'quit')).toHaveLength(1)
  expect(roles(items)).toEqual(expect.arrayContaining(['resetZoom', 'zoomIn', 'zoomOut', 'copy', 'paste', 'close']))
  const keys = items.flatMap((item) => item.accelerator ?? [])
  expect(new Set(keys).size).toBe(keys.length)
})

test('reload and the developer tools are for development alone', () => {
  for (const role of ['reload', 'toggleDevTools'] as const) {
    expect(roles(built('linux').items)).not.toContain(role)
    expect(roles(built('linux', true).items)).toContain(role)
  }
})

test('whatever is clicked asks the page for something it knows', () => {
  const { items, go, showData, about } = built('darwin')
  for (const item of items) (item.click as (() => void) | undefined)?.()
  for (const [intent] of go.mock.calls) expect(intentSchema.safeParse(intent).error).toBeUndefined()
  expect(go).toHaveBeenCalledWith({ kind: 'open-screen', screen: 'approvals' })
  expect(go).toHaveBeenCalledWith({ kind: 'find' })
  expect(go).toHaveBeenCalledWith({ kind: 'shortcuts' })
  expect([showData.mock.calls.length, about.mock.calls.length]).toEqual([1, 1])
})
