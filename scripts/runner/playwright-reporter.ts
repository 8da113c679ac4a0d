import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Reporter, Suite } from '@playwright/test/reporter'
import type { SuiteCounts } from './counts.ts'

/** Writes what a Playwright run counted to the file named by SUITE_COUNTS; errors outside tests count as failures. */
export default class PlaywrightCountsReporter implements Reporter {
  private suite: Suite | undefined
  private errors = 0

  onBegin(_config: unknown, suite: Suite): void {
    this.suite = suite
  }

  onError(): void {
    this.errors += 1
  }

  onExit(): Promise<void> {
    const file = process.env['SUITE_COUNTS']
    if (file === undefined) return Promise.resolve()
    const counts: SuiteCounts = { passed: 0, failed: this.errors, skipped: 0 }
    for (const test of this.suite?.allTests() ?? []) {
      const outcome = test.outcome()
      if (outcome === 'expected') counts.passed += 1
      else if (outcome === 'skipped') counts.skipped += 1
      else counts.failed += 1 // also "flaky": a test that passed at the second try
    }
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, JSON.stringify(counts))
    return Promise.resolve()
  }

  printsToStdio(): boolean {
    return false
  }
}
