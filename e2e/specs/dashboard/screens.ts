import type { Page } from '@playwright/test'
import { expect } from './app.ts'

const parts = ['activity', 'conversation', 'configuration', 'permissions', 'budget', 'deployment', 'history']
const sections = ['general', 'appearance', 'security', 'providers', 'targets', 'secrets', 'about']

/** The address of every screen, those of one agent among them. */
export function screensOf(agent: string): readonly string[] {
  return [
    '/',
    '/agents',
    '/agents?new=true',
    ...parts.map((part) => `/agents/${agent}/${part}`),
    '/approvals',
    '/approvals?show=decided',
    '/deployments',
    '/activity',
    '/audit',
    '/team',
    ...sections.map((section) => `/settings?section=${section}`),
    '/welcome',
  ]
}

/** Goes to a screen as a click does it, the page stays and the address changes, and waits until it is all there. */
export async function visit(page: Page, screen: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState({}, '', `/dashboard${to}`)
    dispatchEvent(new PopStateEvent('popstate'))
  }, screen)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await expect(page.locator('.appears-late')).toHaveCount(0)
}
