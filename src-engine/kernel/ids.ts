import { randomBytes } from 'node:crypto'
import type { Clock, Ids } from './ports.ts'
import { createRandomPool } from './random-pool.ts'

/** Crockford's base 32 in lower case, as character codes. */
const CODES = Buffer.from('0123456789abcdefghjkmnpqrstvwxyz', 'latin1')

/** The character for the five lowest bits. */
function code(bits: number | undefined): number {
  return CODES[(bits ?? 0) & 31] ?? 0
}

/** 48 bits of milliseconds as 10 characters. */
function timeText(ms: number): string {
  const shifts = [45, 40, 35, 30, 25, 20, 15, 10, 5, 0]
  return String.fromCharCode(...shifts.map((shift) => code(Math.floor(ms / 2 ** shift) % 32)))
}

/**
 * A counter of 30 bits as 6 characters and 10 bytes of randomness as 10. All in one call: put together one by one they
 * would leave a dozen strings behind, and a creation makes thirty identifiers.
 */
function tailText(counter: number, r: Buffer): string {
  // prettier-ignore
  return String.fromCharCode(
    code(counter >> 25), code(counter >> 20), code(counter >> 15), code(counter >> 10), code(counter >> 5), code(counter),
    code(r[0]), code(r[1]), code(r[2]), code(r[3]), code(r[4]), code(r[5]), code(r[6]), code(r[7]), code(r[8]), code(r[9]),
  )
}

/**
 * Identifiers after the ULID layout: 10 characters of time (48 bits of milliseconds) and 16 of randomness, in
 * Crockford's base 32, lower case. Two made in the same millisecond still sort in order of making: their first six
 * characters of randomness count.
 */
export function createIds(clock: Clock): Ids {
  const take = createRandomPool()
  let lastMs = -1
  let time = ''
  let counter = 0

  return {
    random: (bytes) => randomBytes(bytes),
    next(prefix) {
      const now = Math.max(clock.now(), lastMs)
      if (now === lastMs) counter += 1
      else {
        lastMs = now
        time = timeText(now)
        counter = 0
      }
      return `${prefix}_${time}${tailText(counter, take(10))}`
    },
  }
}
