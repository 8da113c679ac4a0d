import { defineConfig } from '@playwright/test'

/**
 * The packed desktop app, driven for real. The suite packs it and says in the environment where it is, and whether the
 * Electron in it is the current one: the engine runs in the window's process only there.
 */
export default defineConfig({
  testDir: 'e2e/specs/desktop',
  outputDir: '.cache/playwright-desktop',
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['./scripts/runner/playwright-reporter.ts']],
  projects: [
    { name: 'remote' },
    ...(process.env['DESKTOP_IN_PROCESS'] === 'true'
      ? [{ name: 'in-process', testIgnore: '**/remote-*.spec.ts' }]
      : []),
  ],
})
