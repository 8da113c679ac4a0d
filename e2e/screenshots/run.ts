import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type Page, chromium } from 'playwright'
import { systemInstallCommand } from '../../scripts/bootstrap/system-packages.mjs'
import { build } from '../../scripts/runner/build.ts'
import { sentenceOf } from '../../scripts/runner/sentence.ts'
import { agentsList } from '../../src-engine/contract/agents.ts'
import { authSetup } from '../../src-engine/contract/auth.ts'
import { chromiumArgs, findChromium } from '../servers/chromium.ts'
import { ServerMissing } from '../servers/server.ts'
import { clientOf, type RunningHost, startHeadlessHost } from '../thread/host.ts'
import { bringUpFleet, takeDownFleet } from './fleet.ts'

/**
 * `npm run screenshots`: every screen of the real app with a small fleet at work, light and dark, in the two sizes the
 * design names, into docs/screenshots/.
 */
const OUT = join(import.meta.dirname, '..', '..', 'docs', 'screenshots')
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 640 },
] as const
const owner = { name: 'Mia Eriksen', email: 'mia@northwind.example', password: 'correct horse battery' }
const TABS = ['activity', 'conversation', 'configuration', 'permissions', 'budget', 'deployment', 'history']
const SCREENS = ['', 'agents', 'approvals', 'deployments', 'activity', 'audit', 'team', 'settings']

let pictures = 0
try {
  await takeAll()
  console.log(`screenshots: ${pictures} pictures in docs/screenshots`)
} catch (error) {
  console.log(`screenshots: failed, ${sentenceOf(error)}`)
  process.exitCode = 1
}

async function takeAll(): Promise<void> {
  const executablePath = findChromium()
  if (executablePath === null) throw new ServerMissing('no Chromium found', systemInstallCommand)
  if (!(await build('agent')) || !(await build('renderer'))) throw new Error('the build failed')
  const data = await mkdtemp(join(tmpdir(), 'control-pictures-'))
  const host = await startHeadlessHost(data)
  const browser = await chromium.launch({ executablePath, args: [...chromiumArgs] })
  try {
    await firstRun(host, browser)
    const { grant } = await clientOf(host, null).call(authSetup, {
      headers: { authorization: `Setup ${host.setupToken ?? ''}` },
      body: { organization: 'Northwind', ...owner, client: 'token' },
    })
    const api = clientOf(host, grant.accessToken)
    await bringUpFleet(api)
    const [first] = (await api.call(agentsList, { query: { q: 'Ada' } })).items
    const paths = [...SCREENS, ...TABS.map((tab) => `agents/${first?.id ?? ''}/${tab}`)]
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ colorScheme })
      await signIn(host, page)
      for (const path of paths) await picture(host, page, path, nameOf(path), colorScheme)
      await page.close()
    }
    await takeDownFleet(api)
  } finally {
    await browser.close()
    await host.stop()
    await rm(data, { recursive: true, force: true })
  }
}

/** What a person sees who has nothing yet. */
async function firstRun(host: RunningHost, on: Browser): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await on.newPage({ colorScheme })
    for (const size of SIZES) {
      await page.setViewportSize(size)
      await page.goto(`${host.origin}/dashboard/#token=${host.setupToken ?? ''}`)
      await page.getByRole('heading', { name: 'Welcome' }).waitFor()
      await shoot(page, 'first-run', colorScheme, size.width)
    }
    await page.close()
  }
}

async function signIn(host: RunningHost, page: Page): Promise<void> {
  await page.goto(`${host.origin}/dashboard/`)
  await page.getByLabel('Email').fill(owner.email)
  await page.getByRole('textbox', { name: 'Password' }).fill(owner.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('navigation', { name: 'Sections' }).waitFor()
}

async function picture(host: RunningHost, page: Page, path: string, name: string, scheme: string): Promise<void> {
  await page.goto(`${host.origin}/dashboard/${path}`)
  await page.getByRole('navigation', { name: 'Sections' }).waitFor()
  for (const size of SIZES) {
    await page.setViewportSize(size)
    // The event stream stays open, so there is no quiet network to wait for: the lists have what they show by then.
    await page.waitForTimeout(700)
    await shoot(page, name, scheme, size.width)
  }
}

async function shoot(page: Page, name: string, scheme: string, width: number): Promise<void> {
  await page.screenshot({ path: join(OUT, `${name}-${scheme}-${width}.png`) })
  pictures += 1
}

function nameOf(path: string): string {
  if (path === '') return 'overview'
  const tab = /^agents\/[^/]+\/(\w+)$/.exec(path)?.[1]
  return tab === undefined ? path : `agent-${tab}`
}
