import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { answerQuestions, expect, test } from './app.ts'

let other: Server
let visits: string[] = []
let elsewhere = ''
test.beforeEach(async () => {
  visits = []
  other = createServer((request, response) => {
    visits.push(request.url ?? '')
    response.end('another site')
  })
  other.listen(0, '127.0.0.1')
  await once(other, 'listening')
  const address = other.address()
  elsewhere = typeof address === 'object' ? `http://127.0.0.1:${address?.port}` : ''
})
test.afterEach(() => {
  other.close()
})

test('the window never leaves our page, by no way, and nothing reaches the other site', async ({
  desktop: { app, page },
}) => {
  await answerQuestions(app, 'no')
  const home = page.url()
  for (const address of [`${elsewhere}/navigated`, 'file:///etc/passwd', 'data:text/html,taken', 'app://other/']) {
    await page.evaluate((to) => location.assign(to), address).catch(() => undefined) // refused by Chromium itself
    await page.waitForTimeout(200)
    expect(page.url()).toBe(home)
  }
  await page.evaluate((to) => {
    const frame = document.createElement('iframe')
    frame.src = `${to}/framed`
    const form = document.createElement('form')
    form.action = `${to}/posted`
    form.method = 'post'
    document.body.append(frame, form)
    form.submit()
    open(`${to}/opened`)
    void fetch(`${to}/fetched`).catch(() => undefined)
  }, elsewhere)
  await page.waitForTimeout(500)
  expect(visits).toEqual([])
  expect(page.url()).toBe(home)
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  expect(await page.evaluate(() => document.body.textContent)).toContain('Welcome')
})

test('a link outside opens in the browser, when the person agrees and it is https', async ({
  desktop: { app, page },
}) => {
  const asked = await answerQuestions(app, 'yes')
  const opened = await app.evaluateHandle(({ shell }) => {
    const urls: string[] = []
    Object.assign(shell, { openExternal: async (url: string) => void urls.push(url) })
    return urls
  })
  await page.evaluate(() => open('https://example.com/docs'))
  await expect.poll(() => opened.evaluate((urls) => urls)).toEqual(['https://example.com/docs'])
  expect(await asked()).toEqual(['Open example.com in your browser?'])
  for (const address of ['http://example.com/', 'file:///etc/passwd', 'https://user@example.com/'])
    expect(await page.evaluate((url) => desktop.openExternal(url), address)).toBe(false)
  expect(await asked()).toHaveLength(1)
})

test('permissions are denied, to our own page too', async ({ desktop: { page } }) => {
  const states = await page.evaluate(async () => {
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi']
    const asked = names.map(async (name) => [
      name,
      (await navigator.permissions.query({ name: name as PermissionName })).state,
    ])
    return Object.fromEntries(await Promise.all(asked)) as Record<string, string>
  })
  expect(new Set(Object.values(states))).toEqual(new Set(['denied']))
  const position = page.evaluate(
    () =>
      new Promise((resolve) =>
        navigator.geolocation.getCurrentPosition(
          () => resolve('given'),
          (error) => resolve(error.code),
        ),
      ),
  )
  expect(await position).toBe(1)
  expect(await page.evaluate(() => Notification.requestPermission())).toBe('denied')
})

test('what the page says on the bridge is checked on the other side', async ({ desktop: { page } }) => {
  const say = (method: 'reportFleet' | 'setBadge' | 'notifyApproval', value: unknown) =>
    page.evaluate(
      ([name, argument]) =>
        // oxlint-disable-next-line typescript/no-unsafe-argument -- wrong values on purpose
        desktop[name](argument as never).then(
          () => 'taken',
          (error: unknown) => String(error),
        ),
      [method, value] as const,
    )
  expect(await say('reportFleet', { running: 2, degraded: 0, waiting: 1 })).toBe('taken')
  expect(await say('reportFleet', null)).toBe('taken')
  expect(await say('setBadge', 3)).toBe('taken')
  expect(await say('reportFleet', { running: -1, degraded: 0, waiting: 0 })).toContain('desktop:fleet')
  expect(await say('setBadge', '3')).toContain('desktop:badge')
  expect(await say('notifyApproval', { id: '../..', agent: 'x', tool: 'y' })).toContain('desktop:approval')
})
