import type { Page } from '@playwright/test'
import { approvalsList } from '../../../src-engine/contract/approvals.ts'
import { runsCreate } from '../../../src-engine/contract/runs.ts'
import { until } from '../../thread/until.ts'
import { expect, signIn } from './app.ts'
import { test } from './at-work.ts'

const parts = ['activity', 'conversation', 'configuration', 'permissions', 'budget', 'deployment', 'history']
const sections = ['general', 'appearance', 'security', 'providers', 'targets', 'secrets', 'about']

// 1440 x 900 at 200 percent.
test.use({ viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 })

test('at 200 percent no screen scrolls sideways, and nothing is cut off', async ({
  page,
  host,
  atWork: { client, agent },
}) => {
  await client.call(runsCreate, { params: { id: agent.id }, body: { task: 'Write a short report about the week.' } })
  await until('it asks', async () => (await client.call(approvalsList, {})).items.length > 0)
  await signIn(page, host, '/')
  const screens = [
    '/',
    '/agents',
    '/agents?new=true',
    ...parts.map((part) => `/agents/${agent.id}/${part}`),
    '/approvals',
    '/deployments',
    '/activity',
    '/audit',
    '/team',
    ...sections.map((section) => `/settings?section=${section}`),
    '/welcome',
  ]
  for (const screen of screens) {
    // As a click does it: the page stays, the address changes.
    await page.evaluate((to) => {
      history.pushState({}, '', `/dashboard${to}`)
      dispatchEvent(new PopStateEvent('popstate'))
    }, screen)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await expect(page.locator('.appears-late')).toHaveCount(0)
    await page.waitForTimeout(100)
    expect.soft(await sideways(page), screen).toEqual([])
    for (const pane of await page.locator('.two-panes > *').all())
      expect.soft((await pane.boundingBox())?.width, `a pane of ${screen}`).toBeGreaterThan(300)
  }
})

/**
 * What is wider than the room it has: the page, or a part that hides or scrolls the rest of itself. Tables and logs may
 * scroll, and a text may end in an ellipsis, but not a state.
 */
async function sideways(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wide = (element: Element) => element.scrollWidth > element.clientWidth + 1
    const cut = [...document.body.querySelectorAll('*')].filter((element) => {
      const { overflowX, textOverflow } = getComputedStyle(element)
      const ends = textOverflow === 'ellipsis' && element.querySelector('.badge') === null
      const excused = ends || element.closest('[role=grid], [role=log], .hidden-visually') !== null
      return element.clientWidth > 0 && overflowX !== 'visible' && !excused && wide(element)
    })
    return [document.scrollingElement ?? document.body, ...cut]
      .filter(wide)
      .map((element) => `${element.tagName} ${element.className}: ${element.textContent.slice(0, 40)}`)
  })
}
