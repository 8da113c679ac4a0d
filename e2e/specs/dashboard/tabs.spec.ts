import type { Page } from '@playwright/test'
import { agentsCreate } from '../../../src-engine/contract/agents.ts'
import { runsCreate } from '../../../src-engine/contract/runs.ts'
import { expect, signIn } from './app.ts'
import { test } from './browser-window.ts'

// Browsers allow six connections to one host: were hidden tabs to keep their streams, the eighth tab would hang.
test('eight tabs of one browser: the shown one is live, and one that is shown again has caught up', async ({
  window,
  host,
  atWork: { client, agent },
}) => {
  const streams = new Map<Page, Set<string>>()
  window.on('page', (page) => streams.set(page, openStreams(page)))
  await client.call(runsCreate, { params: { id: agent.id }, body: { task: 'Write a short report.' } })
  const create = (name: string) => client.call(agentsCreate, { body: { name } })
  const open = async (address: string) => {
    const page = await window.newPage()
    await page.goto(`${host.origin}/dashboard${address}`, { timeout: 15_000 })
    await expect(live(page)).toBeVisible()
    return page
  }

  const first = await window.newPage()
  await signIn(first, host, '/agents')
  const [behind] = await Promise.all([
    window.waitForEvent('page'),
    first.getByRole('link', { name: agent.name }).click({ modifiers: ['ControlOrMeta'] }),
  ])
  await expect(behind.getByRole('heading', { name: agent.name })).toBeVisible()
  expect(await behind.evaluate(() => document.visibilityState)).toBe('hidden')
  const logs = await open(`/agents/${agent.id}/deployment`)
  await expect(logs.getByRole('log')).toBeVisible()
  const talk = await open(`/agents/${agent.id}/conversation`)
  await expect(talk.getByText('write asks for approval')).toBeVisible()
  for (const address of ['/', '/audit', '/team']) await open(address)
  const last = await open('/agents')
  expect(streams.size).toBe(8)
  const held = () => [first, behind, logs, talk].flatMap((page) => [...(streams.get(page) ?? [])])
  await expect.poll(held, 'hidden tabs hold no stream').toEqual([])

  await create('Build Bot')
  await expect(last.getByText('Build Bot')).toBeVisible()
  expect(await first.getByText('Build Bot').count(), 'a tab long hidden hears nothing').toBe(0)

  await first.bringToFront()
  await expect(first.getByText('Build Bot')).toBeVisible()
  await create('Scout Research')
  await expect(first.getByText('Scout Research')).toBeVisible()

  await behind.bringToFront()
  await expect(live(behind)).toBeVisible()
})

function live(page: Page) {
  return page.getByRole('status').getByText('Live', { exact: true })
}

/** Addresses of the event streams that a page holds, kept current. */
function openStreams(page: Page): Set<string> {
  const held = new Set<string>()
  page.on('response', (response) => {
    if (response.headers()['content-type']?.startsWith('text/event-stream')) held.add(response.url())
  })
  page.on('requestfailed', (request) => held.delete(request.url()))
  page.on('requestfinished', (request) => held.delete(request.url()))
  return held
}
