import type { Locator, Page } from '@playwright/test'
import { expect, signIn } from './app.ts'
import { test } from './at-work.ts'

test('with the keyboard alone: palette, list, an agent and its parts; a dialog gives the focus back', async ({
  page,
  host,
  atWork: { agent },
}) => {
  await signIn(page, host, '/')
  const agentsOpen = page.getByRole('heading', { name: 'Agents', level: 1 })
  const agentOpen = page.getByRole('heading', { name: agent.name, level: 1 })
  const dialog = page.getByRole('dialog')

  await test.step('the palette, left and used', async () => {
    const find = page.getByRole('button', { name: /^Go to an agent/ })
    await tabTo(page, find)
    await page.keyboard.press('Enter')
    await expect(dialog.getByRole('textbox')).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(find).toBeFocused()
    await page.keyboard.press('Control+k')
    await expect(dialog.getByRole('textbox')).toBeFocused()
    await page.keyboard.type('Agents')
    await page.keyboard.press('Enter')
    await expect(agentsOpen).toBeVisible()
    await expect(dialog).toBeHidden()
  })

  await test.step('the row under the cursor opens, also when a link led to the list', async () => {
    await tabTo(page, page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: 'Agents' }))
    await page.keyboard.press('Enter')
    await expect(page.getByRole('link', { name: agent.name })).toBeVisible()
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await expect(agentOpen).toBeVisible()
  })

  await test.step('the kill question', async () => {
    const kill = page.getByRole('button', { name: 'Kill…' })
    await tabTo(page, kill)
    await page.keyboard.press('Enter')
    await expect(dialog.getByLabel('Reason')).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
    await expect(kill).toBeFocused()
  })

  await test.step('a question out of a menu', async () => {
    const more = page.getByRole('button', { name: 'More actions' })
    await tabTo(page, more)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('menuitem').first()).toBeVisible()
    for (let press = 0; press < 2; press++) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(dialog.getByLabel('Reason')).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(more).toBeFocused()
  })

  await test.step('the parts of the agent', async () => {
    const parts = page.getByRole('navigation', { name: 'Parts of this agent' })
    for (const [part, heading] of [
      ['Permissions', 'What can it do?'],
      ['Budget', 'Caps'],
    ] as const) {
      await tabTo(page, parts.getByRole('link', { name: part }))
      await page.keyboard.press('Enter')
      await expect(page.getByRole('heading', { name: heading })).toBeVisible()
    }
  })
})

/** Presses Tab until the element has the focus; every stop on the way is in sight and shows that it has it. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  const stops: string[] = []
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab')
    const stop = await page.evaluate(() => {
      const at = document.activeElement
      if (at === null || at === document.body) return null // out of the page, as the browser's own bar is
      const { left, right, top, bottom } = at.getBoundingClientRect()
      const inSight = right > 0 && left < innerWidth && bottom > 0 && top < innerHeight
      return {
        name: at.ariaLabel ?? at.textContent.slice(0, 40),
        // A text field has its caret and the colour of its border.
        plain: inSight && (getComputedStyle(at).outlineStyle !== 'none' || at.matches('[type=text], [type=search]')),
      }
    })
    if (stop === null) continue
    stops.push(stop.name)
    expect(stop.plain, `“${stop.name}” is in sight and shows its focus`).toBe(true)
    if (await wanted.evaluate((element) => element === document.activeElement)) return
  }
  throw new Error(`Tab does not lead there; it stops at ${stops.join(', ')}`)
}
