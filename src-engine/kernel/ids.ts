import { randomBytes } from 'node:crypto'
import type { Clock, Ids } from './ports.ts'
import { createRandomPool } from './random-pool.ts'

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
/** Every two characters: what 10 bits look like. */
const PAIRS = Array.from({ length: 1_024 }, (_, n) => ALPHABET.charAt(n >> 5) + ALPHABET.charAt(n & 31))

/** A number below 1,024 to the power of `pairs` as that many pairs of Crockford's base 32. */
function base32(value: number, pairs: number): string {
  let text = ''
  let rest = value
  for (let i = 0; i < pairs; i += 1) {
    text = (PAIRS[rest % 1_024] ?? '') + text
    rest = Math.floor(rest / 1_024)
  }
  return text
}

/**
 * Identifiers after the ULID layout: 10 characters of time (48 bits of milliseconds) and 16 of randomness, in
 * Crockford's base 32, lower case. Two made in the same millisecond still sort in order of making: their first six
 * characters of randomness count.
 */
export function createIds(clock: Clock): Ids {
  let lastMs = -1
  let time = ''
  let counter = 0
  const take = createRandomPool()

  function tail(): string {
    const bytes = take(10)
    let text = ''
    for (let i = 0; i < 10; i += 2) text += PAIRS[bytes.readUInt16LE(i) & 1_023] ?? ''
    return text
  }
  return {
    random: (bytes) => randomBytes(bytes),
    next(prefix) {
      const now = Math.max(clock.now(), lastMs)
      if (now === lastMs) counter += 1
      else {
        lastMs = now
        time = base32(now, 5)
        counter = 0
      }
      return `${prefix}_${time}${base32(counter, 3)}${tail()}`
    },
  }
}
