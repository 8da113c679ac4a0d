import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, test as base, type ElectronApplication, type Page } from '@playwright/test'
import type { DesktopBridge } from '../../../src-engine/contract/desktop-bridge.ts'
import { startHeadlessHost, type RunningHost } from '../../thread/host.ts'

export interface Desktop {
  readonly app: ElectronApplication
  readonly page: Page
}

interface Fixtures {
  /** A data directory of this test alone. */
  readonly data: string
  /** The real headless host on it; null where the engine runs in the app. */
  readonly host: RunningHost | null
  /** Starts the app on the data directory; it is ended after the test. */
  readonly launch: () => Promise<Desktop>
  readonly desktop: Desktop
}

export const test = base.extend<Fixtures>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the parameters of a fixture from its pattern
  data: async ({}, hand) => {
    const folder = mkdtempSync(join(tmpdir(), 'acc-desktop-'))
    await hand(folder)
    rmSync(folder, { recursive: true, force: true })
  },
  host: async ({ data }, hand, info) => {
    const host = info.project.name === 'remote' ? await startHeadlessHost(data) : null
    await hand(host)
    await host?.stop()
  },
  launch: async ({ data, host: _host }, hand, info) => {
    const running = new Set<ElectronApplication>()
    await hand(async () => {
      const app = await _electron.launch({
        executablePath: program(),
        args: [...programArgs(data), `--engine=${info.project.name}`],
      })
      running.add(app)
      app.once('close', () => running.delete(app))
      const page = await app.firstWindow()
      await page.getByRole('heading', { name: 'Welcome' }).waitFor()
      return { app, page }
    })
    for (const app of running) await app.close()
  },
  desktop: async ({ launch }, hand) => {
    await hand(await launch())
  },
})

export { expect } from '@playwright/test'

/** The packed app's program, as the suite made it. */
function program(): string {
  const path = process.env['DESKTOP_PROGRAM']
  if (path === undefined) throw new Error('Run these specs with: npm test -- desktop')
  return path
}

/** Chromium's own sandbox cannot be had as root, as which CI runs. */
function programArgs(data: string): string[] {
  return ['--no-sandbox', `--data=${data}`, '--vault=file']
}

/** Starts the program a second time, as the system does for a clicked link. Resolves with its exit code. */
export function startAgain(data: string, link: string): Promise<number | null> {
  const child = spawn(program(), [...programArgs(data), link], { stdio: 'ignore' })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', resolve)
  })
}

declare global {
  /** In the page. */
  var desktop: DesktopBridge
  /** Questions that the shell asked, in the app's main process while `answerQuestions` is in force. */
  var askedQuestions: string[] | undefined
}

/**
 * Answers the shell's native dialogs, which nobody can click here.
 * @param answer whether they are agreed to, or left open
 * @returns what was asked so far
 */
export async function answerQuestions(
  app: ElectronApplication,
  answer: 'yes' | 'no' | 'leave open',
): Promise<() => Promise<string[]>> {
  await app.evaluate(({ dialog }, given) => {
    globalThis.askedQuestions = []
    Object.assign(dialog, {
      showMessageBox: ({ message }: { message: string }) => {
        globalThis.askedQuestions?.push(message)
        return new Promise((resolve) => {
          if (given !== 'leave open') resolve({ response: given === 'yes' ? 0 : 1, checkboxChecked: false })
        })
      },
    })
  }, answer)
  return () => app.evaluate(() => globalThis.askedQuestions ?? [])
}

/** From the window as it opens first to the steps that set up a first agent. */
export async function makeCompany(page: Page): Promise<void> {
  await page.getByLabel('Company').fill('Analytical Engines')
  await page.getByLabel('Your name').fill('Ada')
  await page.getByLabel('Email').fill('ada@example.com')
  await page.getByLabel(/^Password \*/).fill('a long enough passphrase')
  await page.getByLabel('Password again').fill('a long enough passphrase')
  await page.getByRole('button', { name: 'Create the company' }).click()
  await page.getByLabel(/I have kept the recovery key/).check()
  await page.getByRole('button', { name: 'Go on' }).click()
}
