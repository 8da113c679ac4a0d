import AxeBuilder from '@axe-core/playwright'
import { agentsCreate } from '../../../src-engine/contract/agents.ts'
import { clientOf } from '../../thread/host.ts'
import { expect, setUp, signIn, test } from './app.ts'

const tabs = ['activity', 'conversation', 'configuration', 'permissions', 'budget', 'deployment', 'history']
const sections = ['general', 'appearance', 'security', 'providers', 'targets', 'secrets', 'about']

test('axe finds nothing on any screen, in both schemes, at the smallest window', async ({ browser, host }) => {
  test.setTimeout(300_000)
  const token = await setUp(host)
  const agent = await clientOf(host, token).call(agentsCreate, { body: { name: 'Ada Support' } })
  const screens = [
    '/',
    '/agents',
    '/agents?new=true',
    ...tabs.map((tab) => `/agents/${agent.id}/${tab}`),
    '/approvals',
    '/approvals?show=decided',
    '/deployments',
    '/activity',
    '/audit',
    '/team',
    ...sections.map((section) => `/settings?section=${section}`),
    '/welcome',
  ]
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({
      colorScheme,
      viewport: { width: 1024, height: 640 },
      reducedMotion: 'reduce',
    })
    const page = await context.newPage()
    await signIn(page, host, '/agents')
    for (const screen of screens) {
      // As a click does it: the page stays, the address changes.
      await page.evaluate((to) => {
        history.pushState({}, '', `/dashboard${to}`)
        dispatchEvent(new PopStateEvent('popstate'))
      }, screen)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await expect(page.locator('.appears-late')).toHaveCount(0)
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
