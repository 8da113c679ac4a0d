import type { Outcome } from './suite.ts'
import { seconds } from './time.ts'

type Totals = { passed: number; failed: number }

/**
 * Adds up all suites. Where `strict` (CI), a suite that could not run and every skipped test
 * count as failures: what was not run was not shown to work.
 */
export function totals(outcomes: readonly Outcome[], strict: boolean): Totals {
  const sum: Totals = { passed: 0, failed: 0 }
  for (const outcome of outcomes) {
    if (outcome.kind === 'missing') {
      if (strict) sum.failed += 1
      continue
    }
    sum.passed += outcome.counts.passed
    sum.failed += outcome.counts.failed + (strict ? outcome.counts.skipped : 0)
  }
  return sum
}

/** The lines after a run; the last one is `N passed, N failed` alone. */
export function summary(outcomes: readonly Outcome[], strict: boolean): string[] {
  const ran = outcomes.filter((outcome) => outcome.kind === 'ran')
  const missing = outcomes.filter((outcome) => outcome.kind === 'missing')
  const lines = ran.map(({ name, counts, ms, note }) => {
    const figures = `${String(counts.passed).padStart(5)} passed ${String(counts.failed).padStart(4)} failed`
    return `  ${name.padEnd(10)}${figures} ${seconds(ms).padStart(9)}${note === undefined ? '' : `   ${note}`}`
  })
  if (missing.length > 0) lines.push('', 'could not run here:')
  for (const { name, why, command } of missing) lines.push(`  ${name}: ${why}. To run it: ${command}`)
  const { passed, failed } = totals(outcomes, strict)
  return ['', ...lines, '', `${passed} passed, ${failed} failed`]
}
