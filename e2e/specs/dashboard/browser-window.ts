import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { chromium, type BrowserContext } from '@playwright/test'
import { chromiumArgs, findChromium } from '../../servers/chromium.ts'
import { endChild } from '../../servers/process.ts'
import { test as base } from './at-work.ts'

/**
 * One window of a browser with a profile of its own, whose tabs hide each other as a person's do: a new page, and
 * `bringToFront`, hides the one that was shown. Pages that Playwright starts count as visible all of them, so this
 * browser is started here and only driven.
 */
export const test = base.extend<{ window: BrowserContext }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads which fixtures this one needs from the pattern
  window: async ({}, hand) => {
    const profile = mkdtempSync(join(tmpdir(), 'dashboard-profile-'))
    const program = findChromium()
    if (program === null) throw new Error('no Chromium found')
    const child = spawn(
      program,
      [...chromiumArgs, '--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    )
    const address = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stderr }).on('line', (line) => {
        const [, found] = /^DevTools listening on (\S+)/.exec(line) ?? []
        if (found !== undefined) resolve(found)
      })
      child.once('error', reject)
      child.once('exit', (code) => reject(new Error(`Chromium ended before it could be driven (exit ${code})`)))
    })
    const browser = await chromium.connectOverCDP(address, { noDefaults: true })
    const [window] = browser.contexts()
    if (window === undefined) throw new Error('Chromium has no window')
    await hand(window)
    await browser.close()
    await endChild(child, 5_000)
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  },
})
