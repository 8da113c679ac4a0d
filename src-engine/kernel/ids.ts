import { randomBytes } from 'node:crypto'
import type { Clock, Ids } from './ports.ts'

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** Number to fixed-width Crockford base 32. */
function base32(value: number, width: number): string {
  let text = ''
  let rest = value
  for (let i = 0; i < width; i += 1) {
    text = ALPHABET.charAt(rest % 32) + text
    rest = Math.floor(rest / 32)
  }
  return text
}

/**
 * Identifiers after the ULID layout: 10 characters of time (48 bits of milliseconds) and 16 of randomness, in
 * Crockford's base 32, lower case. Two made in the same millisecond still sort in order of making.
 */
export function createIds(clock: Clock): Ids {
  let lastMs = -1
  let pool = randomBytes(4096)
  let at = 0
  let tail = ''
  let counter = 0

  function random(bytes: number): Buffer {
    return randomBytes(bytes)
  }
  function fresh(): string {
    if (at + 10 > pool.length) {
      pool = randomBytes(4096)
      at = 0
    }
    let text = ''
    for (let i = 0; i < 10; i += 1) text += ALPHABET.charAt((pool[at + i] ?? 0) & 31)
    at += 10
    return text
  }
  return {
    random,
    next(prefix) {
      const now = Math.max(clock.now(), lastMs)
      if (now === lastMs) counter += 1
      else counter = 0
      lastMs = now
      tail = fresh()
      return `${prefix}_${base32(now, 10)}${base32(counter, 6)}${tail}`
    },
  }
}
