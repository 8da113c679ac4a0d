import type { Page } from '@playwright/test'
import { approvalsList } from '../../../src-engine/contract/approvals.ts'
import { runsCreate } from '../../../src-engine/contract/runs.ts'
import { until } from '../../thread/until.ts'
import { expect, signIn } from './app.ts'
import { test } from './at-work.ts'
import { screensOf, visit } from './screens.ts'

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
  const screens = screensOf(agent.id)
  for (const screen of screens) {
    await visit(page, screen)
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
