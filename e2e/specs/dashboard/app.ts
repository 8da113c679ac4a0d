import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, expect, type Page } from '@playwright/test'
import { authSetup } from '../../../src-engine/contract/auth.ts'
import { clientOf, startHeadlessHost, type RunningHost } from '../../thread/host.ts'

export const owner = {
  organization: 'Northwind',
  name: 'Maria Engel',
  email: 'maria@northwind.example',
  password: 'correct horse battery',
}

/** The whole app with a data folder of its own, which goes away afterwards. */
export const test = base.extend<{ host: RunningHost }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads which fixtures this one needs from the pattern
  host: async ({}, hand) => {
    if (!existsSync(join('out', 'dashboard', 'index.html')))
      throw new Error('out/dashboard is not built: run "npm run build" first')
    const data = mkdtempSync(join(tmpdir(), 'dashboard-spec-'))
    const host = await startHeadlessHost(data, ['--requests-per-minute', '1000000'])
    await hand(host)
    await host.stop()
    rmSync(data, { recursive: true, force: true })
  },
})

export { expect }

/** Makes the organization through the API and returns an owner's access token. */
export async function setUp(host: RunningHost): Promise<string> {
  const made = await clientOf(host, null).call(authSetup, {
    body: { ...owner, client: 'token' },
    headers: { authorization: `Setup ${host.setupToken ?? ''}` },
  })
  return made.grant.accessToken
}

/** Signs in through the form; the address stays. */
export async function signIn(page: Page, host: RunningHost, address: string): Promise<void> {
  await page.goto(`${host.origin}/dashboard${address}`)
  await page.getByLabel('Email').fill(owner.email)
  await page.locator('input[type=password]').fill(owner.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('navigation', { name: 'Sections' }).waitFor()
}
