import type { Intent } from '../../../src-engine/contract/desktop-bridge.ts'
import { expect, startAgain, test } from './app.ts'

test('shows our page, with the policy of the API', async ({ desktop: { page } }) => {
  await expect(page).toHaveTitle(/Control Center$/)
  expect(page.url()).toMatch(/\/dashboard\/$/)
  const policy = await page.evaluate(async () => (await fetch(location.href)).headers.get('content-security-policy'))
  expect(policy).toContain("script-src 'self'")
})

test('the page is isolated and sandboxed, and gets the bridge alone', async ({ desktop: { app, page } }) => {
  const seen = await page.evaluate(() => ({
    node: ['require', 'process', 'module', 'global', 'Buffer', 'ipcRenderer'].filter((name) => name in globalThis),
    bridge: Object.keys(desktop),
  }))
  expect(seen.node).toEqual([])
  expect(seen.bridge.toSorted()).toEqual([
    'notifyApproval',
    'onIntent',
    'openExternal',
    'platform',
    'reportFleet',
    'setBadge',
    'versions',
  ])
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    // Not in the published types, but the one place that says what is in force.
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as { getLastWebPreferences?(): unknown } | undefined
    return contents?.getLastWebPreferences?.()
  })
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
  })
})

test('a second start hands its deep link over and ends', async ({ desktop: { app, page }, data }) => {
  const intent = page.evaluate(() => new Promise<Intent>((resolve) => desktop.onIntent(resolve)))
  expect(await startAgain(data, 'agenticmail://agents/agt_00000001')).toBe(0)
  expect(await intent).toEqual({ kind: 'open-agent', agent: 'agt_00000001' })
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
})

test('the window comes back where it was left', async ({ launch }) => {
  const place = { x: 120, y: 80, width: 930, height: 640 }
  const first = await launch()
  await first.app.evaluate(({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds), place)
  await first.app.close()
  const second = await launch()
  const bounds = await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())
  expect(bounds).toEqual(place)
})

test('the menu of a packed app neither reloads nor opens developer tools', async ({ desktop: { app } }) => {
  const roles = await app.evaluate(({ Menu }) =>
    Menu.getApplicationMenu()?.items.flatMap((entry) => entry.submenu?.items.map((item) => item.role ?? '') ?? []),
  )
  expect(roles).toContain('resetzoom')
  expect(roles).not.toContain('reload')
  expect(roles).not.toContain('toggledevtools')
})

test('a page that crashes comes back', async ({ desktop: { app } }) => {
  const loaded = app.evaluate(
    ({ BrowserWindow }) =>
      new Promise<string>((resolve, reject) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents
        if (contents === undefined) return reject(new Error('there is no window'))
        contents.once('did-finish-load', () => resolve(contents.getTitle()))
        contents.forcefullyCrashRenderer()
      }),
  )
  expect(await loaded).toContain('Control Center')
})
