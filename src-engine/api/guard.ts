import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { EngineError } from '../kernel/errors.ts'
import type { ApiConfig } from './config.ts'

const NONE: ReadonlySet<string> = new Set()

/**
 * Refuses a page of another site that reaches us through a name it controls (DNS rebinding), and cross-site requests.
 * @param also origins that are answered here beside our own
 * @throws EngineError `forbidden`
 */
export function checkOrigin(
  config: ApiConfig,
  host: string | undefined,
  origin: string | undefined,
  also: ReadonlySet<string> = NONE,
): void {
  if (host === undefined || !config.hosts.has(host.toLowerCase()))
    throw new EngineError('forbidden', 'This address is not one this app answers to.')
  const from = origin?.toLowerCase()
  if (from !== undefined && !config.origins.has(from) && !also.has(from))
    throw new EngineError('forbidden', 'Requests from other sites are refused.')
}

/** Counts requests by key. */
export interface RateLimit {
  /** @throws EngineError `rate_limited` with the seconds to wait. */
  count(key: string): Promise<void>
}

export function createRateLimit(perMinute: number): RateLimit {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 })
  return {
    async count(key) {
      try {
        await limiter.consume(key)
      } catch (refused) {
        if (!(refused instanceof RateLimiterRes)) throw refused
        const seconds = Math.max(1, Math.ceil(refused.msBeforeNext / 1_000))
        throw new EngineError('rate_limited', `Too many requests. Try again in ${seconds} s.`, {
          details: { retryAfter: seconds },
        })
      }
    },
  }
}
