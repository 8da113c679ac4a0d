import { authLogin } from '../../contract/auth.ts'
import { authorize, reaches } from '../../kernel/authorize.ts'
import { EngineError } from '../../kernel/errors.ts'
import { Secret } from '../../kernel/secret.ts'
import type { User } from '../../contract/users.ts'
import { type Ctx, type Verb, writeContext } from '../context.ts'
import { findByEmail } from '../organizations/found.ts'
import { grantOf, organizationOf } from './grant.ts'
import { afterFailure, secondsLocked } from './lockout.ts'
import { lockouts, verifiers } from './records.ts'

/** Failed sign-ins are remembered for a day. */
const REMEMBER_MS = 86_400_000

export const logIn: Verb<typeof authLogin> = async (ctx, { body }) => {
  authorize(ctx.actor, authLogin)
  refuseWhileLocked(ctx, body.email)
  const user = findByEmail(ctx, body.email)
  const verifier = user && !user.disabled ? ctx.store.local.get(verifiers, user.id) : undefined
  const matches = await ctx.passwords.verify(verifier?.phc ?? null, body.password)
  // Others may have failed while this one waited for its turn.
  refuseWhileLocked(ctx, body.email)
  if (!user || !matches) {
    await recordFailure(ctx, body.email, user)
    throw new EngineError('unauthenticated', 'Email or password is wrong.')
  }
  await openVault(ctx, user, body.password)
  const tokens = await ctx.store.transaction(writeContext(ctx, `user:${user.id}`, user.org), (tx) => {
    tx.local.delete(lockouts, body.email)
    tx.audit({ action: 'auth.login', target: user.id, details: { client: ctx.client } })
    return ctx.sessions.start(tx, user, ctx.client)
  })
  return grantOf(tokens, user, organizationOf(ctx, user.org))
}

function refuseWhileLocked(ctx: Ctx, email: string): void {
  const seconds = secondsLocked(ctx.store.local.get(lockouts, email), ctx.clock.now())
  if (seconds > 0) throw new EngineError('locked_out', `Too many wrong passwords. Try again in ${seconds} s.`, { details: { retryAfter: seconds } })
}

function recordFailure(ctx: Ctx, email: string, user: User | undefined): Promise<void> {
  return ctx.store.transaction(writeContext(ctx, 'anonymous', user?.org ?? null), (tx) => {
    const now = ctx.clock.now()
    const state = afterFailure(tx.local.get(lockouts, email), now)
    tx.local.put(lockouts, email, state, { expiresAt: Math.max(now, state.until) + REMEMBER_MS })
    tx.audit({ action: 'auth.login', target: user?.id ?? 'unknown', outcome: 'failed', details: { email, failures: state.failures } })
  })
}

/** People who manage secrets carry the key to the file vault in their password; a keychain is open anyway. */
async function openVault(ctx: Ctx, user: User, password: string): Promise<void> {
  if (ctx.vault.state() === 'unlocked' || !reaches(user.role, 'admin')) return
  const opened = await ctx.vault.unlock(user.id, new Secret(password))
  if (!opened) ctx.logger.warn({ user: user.id }, 'signed in, but this password does not open the vault')
}
