import type { Locator } from '@playwright/test'
import { agentsCreate } from '../../../src-engine/contract/agents.ts'
import { clientOf } from '../../thread/host.ts'
import { expect, setUp, signIn, test } from './app.ts'

async function boxOf(element: Locator): Promise<{ readonly top: number; readonly bottom: number }> {
  const box = await element.boundingBox()
  if (box === null) throw new Error('it is not on the screen')
  return { top: box.y, bottom: box.y + box.height }
}

test('an agent’s actions stand beside its title, and the overview leaves no column empty', async ({ page, host }) => {
  const token = await setUp(host)
  const { id } = await clientOf(host, token).call(agentsCreate, {
    body: {
      name: 'The one who answers what customers of the northern branch ask',
      role: 'Customer support, first line',
    },
  })
  await page.setViewportSize({ width: 1024, height: 640 })
  await signIn(page, host, `/agents/${id}/deployment`)
  const title = await boxOf(page.getByRole('heading', { level: 1 }))
  const task = await boxOf(page.getByRole('button', { name: 'Give a task' }))
  const tabs = await boxOf(page.getByRole('navigation', { name: 'Parts of this agent' }))
  expect(task.top).toBeLessThan(title.bottom)
  expect(task.bottom).toBeLessThanOrEqual(tabs.top)

  await page.setViewportSize({ width: 1440, height: 900 })
  await page.getByRole('link', { name: 'Overview' }).click()
  const columns = page.locator('.overview-cols > .stack')
  await expect(columns).toHaveCount(2)
  const ends = await Promise.all([0, 1].map((nth) => boxOf(columns.nth(nth).locator('> .card').last())))
  expect(Math.abs((ends[0]?.bottom ?? 0) - (ends[1]?.bottom ?? Infinity))).toBeLessThan(2)
})

test('a page that is taller than the window scrolls by itself, and the window around it does not', async ({
  page,
  host,
}) => {
  const token = await setUp(host)
  const { id } = await clientOf(host, token).call(agentsCreate, { body: { name: 'Ada', role: 'Support' } })
  await page.setViewportSize({ width: 1024, height: 640 })
  await signIn(page, host, `/agents/${id}/configuration`)
  await expect(page.getByText('current', { exact: true })).toBeAttached()
  const view = page.getByRole('main')
  expect(await view.evaluate(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight)).toBe(true)
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(640)
})

test('in the smallest window the lists need no scrolling sideways', async ({ page, host }) => {
  const token = await setUp(host)
  await clientOf(host, token).call(agentsCreate, { body: { name: 'Ada', role: 'Support' } })
  await page.setViewportSize({ width: 1024, height: 640 })
  await signIn(page, host, '/agents')
  for (const list of ['Agents', 'Audit']) {
    await page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: list }).click()
    const grid = page.getByRole('grid', { name: list })
    await expect(grid).toBeVisible()
    expect(await grid.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth), list).toBe(0)
  }
})

test('what is said in the corner covers neither what a form is saved with nor the way elsewhere', async ({
  page,
  host,
}) => {
  const token = await setUp(host)
  const { id } = await clientOf(host, token).call(agentsCreate, { body: { name: 'Ada', role: 'Support' } })
  await page.setViewportSize({ width: 1024, height: 640 })
  await signIn(page, host, `/agents/${id}/configuration`)
  await page.getByLabel('Role').fill('Billing')
  await page.getByRole('button', { name: 'Review changes…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  const said = page.getByRole('alert').filter({ hasText: 'Saved as revision' })
  const save = await boxOf(page.getByRole('button', { name: 'Review changes…' }))
  await expect.poll(async () => (await boxOf(said)).bottom).toBeLessThanOrEqual(save.top)
  await page.getByRole('link', { name: /^Agents/ }).click()
  await expect(page).toHaveURL(/\/agents$/)
})
