import type { User } from '../../contract/users.ts'
import { EngineError } from '../../kernel/errors.ts'
import type { WriteContext } from '../../store/index.ts'
import { type Ctx, writeContext } from '../context.ts'
import { afterFailure, secondsLocked } from './lockout.ts'
import { lockouts } from './records.ts'

/** Failed attempts are remembered for a day. */
const REMEMBER_MS = 86_400_000

/** Whose password was tried, and where. */
export interface Attempt {
  readonly action: 'auth.login' | 'auth.password'
  readonly email: string
  /** Undefined for an email that nobody has. */
  readonly user: User | undefined
}

/**
 * Refuses an attempt while the account is locked, and audits that: a lock that somebody keeps running into is an attack
 * or a person who needs help.
 * @throws EngineError `locked_out` with the seconds to wait.
 */
export async function refuseWhileLocked(ctx: Ctx, attempt: Attempt): Promise<void> {
  const seconds = secondsLocked(ctx.store.local.get(lockouts, attempt.email), ctx.clock.now())
  if (seconds === 0) return
  await ctx.store.transaction(contextOf(ctx, attempt), (tx) =>
    tx.audit({
      action: attempt.action,
      target: attempt.user?.id ?? 'unknown',
      outcome: 'refused',
      details: { email: attempt.email, reason: 'locked out', retryAfter: seconds },
    }),
  )
  throw new EngineError('locked_out', `Too many wrong passwords. Try again in ${seconds} s.`, {
    details: { retryAfter: seconds },
  })
}

/** Counts a wrong password against the account, wherever it was tried, and audits it. */
export function recordFailure(ctx: Ctx, attempt: Attempt): Promise<void> {
  const { action, email, user } = attempt
  return ctx.store.transaction(contextOf(ctx, attempt), (tx) => {
    const now = ctx.clock.now()
    const state = afterFailure(tx.local.get(lockouts, email), now)
    tx.local.put(lockouts, email, state, { expiresAt: Math.max(now, state.until) + REMEMBER_MS })
    tx.audit({ action, target: user?.id ?? 'unknown', outcome: 'failed', details: { email, failures: state.failures } })
  })
}

/** With an email that nobody has, an attempt belongs to no organization but to this machine. */
function contextOf(ctx: Ctx, { action, user }: Attempt): WriteContext {
  const by = action === 'auth.password' && user ? `user:${user.id}` : 'anonymous'
  return writeContext(ctx, by, user?.org ?? null)
}
