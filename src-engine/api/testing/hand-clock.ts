import type { Clock } from '../../kernel/ports.ts'

/** A clock that a test moves. */
export interface HandClock extends Clock {
  advance(ms: number): void
}

export function createHandClock(start = Date.parse('2026-03-02T09:00:00.000Z')): HandClock {
  let passed = 0
  return {
    now: () => start + passed,
    monotonic: () => passed,
    advance(ms) {
      passed += ms
    },
  }
}
