import AxeBuilder from '@axe-core/playwright'
import { agentsCreate } from '../../../src-engine/contract/agents.ts'
import { clientOf } from '../../thread/host.ts'
import { expect, setUp, signIn, test } from './app.ts'
import { screensOf, visit } from './screens.ts'

test('axe finds nothing on any screen, in both schemes, at the smallest window', async ({ browser, host }) => {
  test.setTimeout(300_000)
  const token = await setUp(host)
  const agent = await clientOf(host, token).call(agentsCreate, { body: { name: 'Ada Support' } })
  const screens = screensOf(agent.id)
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({
      colorScheme,
      viewport: { width: 1024, height: 640 },
      reducedMotion: 'reduce',
    })
    const page = await context.newPage()
    await signIn(page, host, '/agents')
    for (const screen of screens) {
      await visit(page, screen)
      await page.waitForTimeout(250)
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect
        .soft(
          violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
          `${screen} ${colorScheme}`,
        )
        .toEqual([])
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect.soft(wider, `${screen} is no wider than its window`).toBeLessThanOrEqual(0)
    }
    await context.close()
  }
})
