import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Docker from 'dockerode'
import { type Page, expect, test } from '@playwright/test'
import { startDocker } from '../../servers/docker.ts'
import type { Server } from '../../servers/server.ts'
import { type RunningHost, startHeadlessHost } from '../../thread/host.ts'
import { readInContainer, removeAllOf, runningOf } from './containers.ts'

/**
 * The thread as a person walks it, in a real browser with a real Docker engine: first run -> create -> deploy -> task ->
 * tool asked -> approved -> file written -> budget stop -> kill -> kill -9 of the app -> restart -> all of it there.
 */
const owner = { name: 'The owner', email: 'owner@northwind.example', password: 'correct horse battery staple' }
let data: string
let engine: Server
let host: RunningHost
let agent = ''

test.beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'control-browser-'))
  engine = await startDocker()
  Object.assign(process.env, engine.env)
  host = await startHeadlessHost(data)
})
test.afterAll(async () => {
  await host.stop()
  if (agent !== '') await removeAllOf(new Docker(), agent)
  await engine.stop()
  await rm(data, { recursive: true, force: true })
})

async function tab(page: Page, name: string): Promise<void> {
  await page.getByRole('main').getByRole('link', { name, exact: true }).click()
}

test('one agent, from an empty machine to a governed agent at work', async ({ page }) => {
  test.setTimeout(300_000)

  // First run: the company, its owner, the recovery key, then three choices.
  await page.goto(`${host.origin}/dashboard/#token=${host.setupToken ?? ''}`)
  await page.getByLabel('Company').fill('Northwind')
  await page.getByLabel('Your name').fill(owner.name)
  await page.getByLabel('Email').fill(owner.email)
  await page.getByRole('textbox', { name: 'Password', exact: false }).first().fill(owner.password)
  await page.getByLabel('Password again').fill(owner.password)
  await page.getByRole('button', { name: 'Create the company' }).click()
  await expect(page.getByText(/^[0-9a-f]{4}(-[0-9a-f]{4}){15}$/)).toBeVisible()
  expect(page.url()).not.toContain('token')
  await page.getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('radio', { name: /Docker on this machine/ }).check({ force: true })
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByLabel('Its name').fill('Ada')
  await page.getByRole('button', { name: 'Create and deploy' }).click()

  // Deployed for real: image, container, probe, promotion, one live step after the other.
  await expect(page.getByText('Deployed, and seen serving.')).toBeVisible({ timeout: 180_000 })
  await expect(page.getByRole('main').getByText('Running', { exact: true }).first()).toBeVisible()

  agent = /agents\/(agt_\w+)/.exec(page.url())?.[1] ?? ''
  expect(await runningOf(new Docker(), agent)).toBe(2)

  // A task; the agent asks; the answer is given by key.
  await tab(page, 'Conversation')
  await page.getByRole('textbox').fill('Write a note about the weather')
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(page.getByText('write asks for approval')).toBeVisible({ timeout: 30_000 })
  await page.getByRole('link', { name: /^Approvals/ }).click()
  await expect(page.getByText('Ada wants to use write')).toBeVisible()
  await page.keyboard.press('a')
  await expect(page.getByText('Ada wants to use write')).toBeHidden({ timeout: 15_000 })

  // Written, in a container that has no network.
  await page.getByRole('link', { name: /^Agents/ }).click()
  await page.getByText('Ada', { exact: true }).click()
  await tab(page, 'Conversation')
  await expect(page.getByText(/This was a rehearsal: no AI took part/).first()).toBeVisible({ timeout: 30_000 })
  expect(await readInContainer(new Docker(), agent, 'rehearsal-note.md')).toContain('Write a note about the weather')

  // A budget that the next model call does not fit into: the task stops before it costs anything.
  await tab(page, 'Budget')
  await page.getByRole('button', { name: 'Add a cap' }).first().click()
  await page.getByRole('dialog').getByLabel('Most tokens').fill('2000')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
  await tab(page, 'Conversation')
  await page.getByRole('textbox').fill('Write another note')
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(page.getByText(/budget of/).first()).toBeVisible({ timeout: 30_000 })

  // Kill.
  await page.getByRole('button', { name: 'Kill…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: /^Kill/ }).click()
  await expect(page.getByRole('main').getByText('Killed', { exact: true }).first()).toBeVisible({ timeout: 30_000 })

  // kill -9 of the app, and everything is there.
  await expect.poll(() => runningOf(new Docker(), agent), { timeout: 15_000 }).toBe(0)
  await host.killNow()
  host = await startHeadlessHost(data)
  await page.goto(`${host.origin}/dashboard/agents/${agent}/history`)
  // The session outlives the crash too: nobody has to sign in again.
  await expect(page.getByRole('heading', { name: 'Ada' })).toBeVisible()
  await expect(page.getByRole('main').getByText('Killed', { exact: true }).first()).toBeVisible()
  await tab(page, 'History')
  await expect(page.getByText('Provisioning').first()).toBeVisible()
  await tab(page, 'Conversation')
  await expect(page.getByText('Write a note about the weather').first()).toBeVisible()
  await tab(page, 'Activity')
  await expect(page.getByText('Write another note').first()).toBeVisible()
  await page.getByRole('link', { name: /^Audit/ }).click()
  await page.getByRole('button', { name: 'Verify the chain' }).click()
  await expect(page.getByText(/The chain is intact: \d+ entries/)).toBeVisible()
})
