import { authLogin } from '../../contract/auth.ts'
import { authorize, reaches } from '../../kernel/authorize.ts'
import { EngineError } from '../../kernel/errors.ts'
import { Secret } from '../../kernel/secret.ts'
import { type User, users } from '../../contract/users.ts'
import { type Ctx, type Verb, writeContext } from '../context.ts'
import { findByEmail } from '../organizations/found.ts'
import { tidyVaultSlots } from '../users/vault-slots.ts'
import { type Attempt, recordFailure, refuseWhileLocked } from './failures.ts'
import { grantOf, organizationOf } from './grant.ts'
import { lockouts, verifiers } from './records.ts'

export const logIn: Verb<typeof authLogin> = async (ctx, { body }) => {
  authorize(ctx.actor, authLogin)
  const user = findByEmail(ctx, body.email)
  const attempt: Attempt = { action: 'auth.login', email: body.email, user }
  await refuseWhileLocked(ctx, attempt)
  const verifier = user && !user.disabled ? ctx.store.local.get(verifiers, user.id) : undefined
  const matches = await ctx.passwords.verify(verifier?.phc ?? null, body.password)
  // Others may have failed while this one waited for its turn.
  await refuseWhileLocked(ctx, attempt)
  if (!user || !matches) {
    await recordFailure(ctx, attempt)
    throw new EngineError('unauthenticated', 'Email or password is wrong.')
  }
  await openVault(ctx, user, body.password)
  const tokens = await ctx.store.transaction(writeContext(ctx, `user:${user.id}`, user.org), (tx) => {
    // Hashing took a while: a password changed or a person disabled meanwhile does not get in by the old one.
    const same =
      tx.local.get(verifiers, user.id)?.phc === verifier?.phc && tx.get(users, user.id)?.doc.disabled === false
    if (!same) throw new EngineError('unauthenticated', 'Email or password is wrong.')
    tx.local.delete(lockouts, body.email)
    tx.audit({ action: 'auth.login', target: user.id, details: { client: ctx.client } })
    return ctx.sessions.start(tx, user, ctx.client)
  })
  return grantOf(tokens, user, organizationOf(ctx, user.org))
}

/**
 * People who manage secrets carry the key to the file vault in their password; who became one since gets it now. A vault
 * that does not open keeps nobody from signing in: its state and why are shown among what this app depends on.
 */
async function openVault(ctx: Ctx, user: User, password: string): Promise<void> {
  if (!reaches(user.role, 'admin')) return
  if (ctx.vault.state() !== 'unlocked' || !ctx.vault.hasSlot(user.id)) {
    const opened = await ctx.vault.unlock(user.id, new Secret(password)).catch((error: unknown) => {
      if (error instanceof EngineError && error.code === 'vault_locked') return false
      throw error
    })
    if (!opened)
      ctx.logger.warn(
        { user: user.id, why: ctx.vault.detail() },
        'signed in, but this password does not open the vault',
      )
  }
  await tidyVaultSlots(ctx)
}
