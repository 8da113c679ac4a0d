import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Clock, Ids } from '../kernel/ports.ts'

const VALID_MS = 60_000

/**
 * Challenges that are good for a minute and once. They carry their own proof, so that giving them out costs no memory,
 * whoever asks; only those that were answered by a key are remembered, for that minute. A restart voids all.
 */
export interface TokenChallenges {
  make(instance: string): string
  /** True once, for a challenge that was made for this instance and has not ended. */
  take(instance: string, challenge: string): boolean
}

export function createTokenChallenges(clock: Clock, ids: Ids): TokenChallenges {
  const secret = ids.random(32)
  const taken = new Map<string, number>()

  function seal(instance: string, until: string, nonce: string): Buffer {
    return createHmac('sha256', secret)
      .update(JSON.stringify([instance, until, nonce]))
      .digest()
  }
  return {
    make(instance) {
      const until = String(Math.floor(clock.monotonic()) + VALID_MS)
      const nonce = ids.random(16).toString('base64url')
      return `${until}.${nonce}.${seal(instance, until, nonce).toString('base64url')}`
    },
    take(instance, challenge) {
      const now = clock.monotonic()
      for (const [old, until] of taken) if (until <= now) taken.delete(old)
      const [until = '', nonce = '', given = ''] = challenge.split('.')
      const expected = seal(instance, until, nonce)
      const presented = Buffer.from(given, 'base64url')
      if (presented.length !== expected.length || !timingSafeEqual(presented, expected)) return false
      // By its parts: base64url has several spellings of the same bytes.
      const name = `${until}.${nonce}`
      if (Number(until) <= now || taken.has(name)) return false
      taken.set(name, Number(until))
      return true
    },
  }
}
