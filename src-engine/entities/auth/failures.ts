import type { User } from '../../contract/users.ts'
import { EngineError } from '../../kernel/errors.ts'
import { type Ctx, writeContext } from '../context.ts'
import { afterFailure, secondsLocked } from './lockout.ts'
import { lockouts } from './records.ts'

/** Failed attempts are remembered for a day. */
const REMEMBER_MS = 86_400_000

/** @throws EngineError `locked_out` with the seconds to wait. */
export function refuseWhileLocked(ctx: Ctx, email: string): void {
  const seconds = secondsLocked(ctx.store.local.get(lockouts, email), ctx.clock.now())
  if (seconds > 0)
    throw new EngineError('locked_out', `Too many wrong passwords. Try again in ${seconds} s.`, {
      details: { retryAfter: seconds },
    })
}

/** Counts a wrong password against the account, wherever it was tried, and audits it. */
export function recordFailure(
  ctx: Ctx,
  action: 'auth.login' | 'auth.password',
  email: string,
  user: User | undefined,
): Promise<void> {
  const by = action === 'auth.password' && user ? `user:${user.id}` : 'anonymous'
  return ctx.store.transaction(writeContext(ctx, by, user?.org ?? null), (tx) => {
    const now = ctx.clock.now()
    const state = afterFailure(tx.local.get(lockouts, email), now)
    tx.local.put(lockouts, email, state, { expiresAt: Math.max(now, state.until) + REMEMBER_MS })
    tx.audit({ action, target: user?.id ?? 'unknown', outcome: 'failed', details: { email, failures: state.failures } })
  })
}
