import { expect, test } from 'vitest'
import type { Outcome } from './suite.ts'
import { summary, totals } from './summary.ts'

const green: Outcome = { kind: 'ran', name: 'a', ms: 1234, counts: { passed: 3, failed: 0, skipped: 0 } }
const skipping: Outcome = { kind: 'ran', name: 'b', ms: 10, counts: { passed: 1, failed: 1, skipped: 2 } }
const missing: Outcome = { kind: 'missing', name: 'c', why: 'no dockerd', command: 'apt-get install docker.io' }

test('the last line is the sum of all suites, alone', () => {
  expect(summary([green, skipping], false).at(-1)).toBe('4 passed, 1 failed')
})

test('a suite that could not run is named with its command, and fails only where nothing may be missing', () => {
  const lines = summary([green, missing], false)
  expect(lines.join('\n')).toContain('c: no dockerd. To run it: apt-get install docker.io')
  expect(lines.at(-1)).toBe('3 passed, 0 failed')
  expect(summary([green, missing], true).at(-1)).toBe('3 passed, 1 failed')
})

test('skipped tests are failures in CI', () => {
  expect(totals([skipping], false)).toEqual({ passed: 1, failed: 1 })
  expect(totals([skipping], true)).toEqual({ passed: 1, failed: 3 })
})

test('each suite prints its time', () => {
  expect(summary([green], false).join('\n')).toMatch(/a +3 passed +0 failed +1\.2 s/)
})
