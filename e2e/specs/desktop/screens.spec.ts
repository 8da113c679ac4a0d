import type { Page } from '@playwright/test'
import { expect, makeCompany, test } from './app.ts'

/** The parts of an agent and the screens of the fleet, each with a line that nothing else shows. */
const parts = [
  ['Activity', 'What binds here'],
  ['Configuration', 'What it thinks with'],
  ['Permissions', 'What can it do?'],
  ['Budget', 'Caps'],
  ['Deployment', 'Log'],
  ['History', 'Provisioning'],
] as const
const screens = [
  ['Overview', 'Needs you'],
  ['Agents', 'Agents'],
  ['Approvals', 'Careful writer wants to use write'],
  ['Deployments', 'Deployments'],
  ['Activity', 'Activity'],
  ['Audit', 'Audit'],
  ['Team', 'Team'],
  ['Settings', 'Budget of the organization'],
] as const
const sections = [
  ['Appearance', 'Density'],
  ['Security', 'Open sessions'],
  ['Model providers', 'Rehearsal'],
  ['Targets', 'This machine'],
  ['Secrets', 'Vault'],
  ['About & diagnostics', 'What this control center depends on'],
] as const

test('every screen of the dashboard works in the window, and none says an error', async ({ desktop: { page } }) => {
  await firstRun(page)
  const main = page.getByRole('main')
  const visit = async (within: string, [name, sight]: readonly [string, string]) => {
    await page.getByRole('navigation', { name: within }).getByRole('link', { name }).click()
    await expect(main.getByText(sight).first(), name).toBeVisible()
    expect(await errorsOf(page), `errors up to ${name}`).toEqual([])
  }

  await visit('Parts of this agent', ['Conversation', 'No conversation yet.'])
  await page.getByPlaceholder(/Give .+ a task/).fill('Write a short report about the week.')
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(page.getByText('write asks for approval')).toBeVisible()
  for (const part of parts) await visit('Parts of this agent', part)
  for (const screen of screens) await visit('Sections', screen)
  for (const section of sections) await visit('Parts of the settings', section)

  // Its workload would outlive the app and the engine.
  await page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: 'Agents' }).click()
  await page.getByRole('link', { name: 'Careful writer' }).click()
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Destroy the workload…' }).click()
  await page.getByLabel(/^Type /).fill('Careful writer')
  await page.getByRole('button', { name: 'Destroy the workload' }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(main.getByText('Ready', { exact: true }).first()).toBeVisible()
  expect(await errorsOf(page)).toEqual([])
})

/** From the window as it opens first to an agent that runs on this machine. */
async function firstRun(page: Page): Promise<void> {
  await makeCompany(page)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('radio', { name: 'This machine', exact: true }).check({ force: true })
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Create and deploy' }).click()
  await expect(page.getByText('Deployed, and seen serving.')).toBeVisible({ timeout: 30_000 })
}

/** What the page threw and what its console calls an error, since the window was opened. */
async function errorsOf(page: Page): Promise<string[]> {
  const said = (await page.consoleMessages()).filter((message) => message.type() === 'error')
  return [...(await page.pageErrors()).map(String), ...said.map((message) => message.text())]
}
