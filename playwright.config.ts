import { defineConfig } from '@playwright/test'
import { chromiumArgs, findChromium } from './e2e/servers/chromium.ts'

const executablePath = findChromium()

/** Specs start the app themselves, each with its own data folder, because some of them kill it. */
export default defineConfig({
  testDir: 'e2e/specs',
  // The packed app has a suite of its own (playwright.desktop.config.ts).
  testIgnore: 'desktop/**',
  outputDir: '.cache/playwright',
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['./scripts/runner/playwright-reporter.ts']],
  use: {
    launchOptions: { args: [...chromiumArgs], ...(executablePath === null ? {} : { executablePath }) },
    // What cannot be clicked fails as such, not when the whole test is out of time.
    actionTimeout: 30_000,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
})
