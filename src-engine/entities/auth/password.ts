import { authPassword } from '../../contract/auth.ts'
import { users } from '../../contract/users.ts'
import { actorName } from '../../kernel/actor.ts'
import { type OrgActor, authorizeIn, reaches } from '../../kernel/authorize.ts'
import { EngineError, invalidField } from '../../kernel/errors.ts'
import { Secret } from '../../kernel/secret.ts'
import { type Ctx, type Verb, writeContext } from '../context.ts'
import { slotMark, whileSlotsChange } from '../users/vault-slots.ts'
import { authorizeNow } from './authorize-now.ts'
import { type Attempt, recordFailure, refuseWhileLocked } from './failures.ts'
import { verifiers } from './records.ts'

export const changePassword: Verb<typeof authPassword> = async (ctx, { body }) => {
  const actor = authorizeIn(ctx.actor, authPassword)
  if (actor.kind !== 'user') throw new EngineError('unauthenticated', 'Sign in first.')
  const verified = await checkCurrent(ctx, actor.org, actor.id, body.current)
  const phc = await ctx.passwords.hash(body.next)
  /** Hashing took a while: of a person who may not come in any more, or by another password, nothing is changed. */
  const stillMay = (): OrgActor => {
    const now = authorizeNow(ctx, authPassword)
    if (ctx.store.local.get(verifiers, actor.id)?.phc !== verified) throw wrongPassword()
    return now
  }
  await whileSlotsChange(ctx, async () => {
    const now = stillMay()
    // Both passwords open the vault until the new one is stored: a crash in between locks nobody out.
    if (now.kind === 'user' && reaches(now.role, 'admin') && (await vaultOpens(ctx, actor.id, body.current)))
      await ctx.vault.addSlot(actor.id, slotMark(phc), new Secret(body.next))
    await ctx.store.transaction(writeContext(ctx, actorName(actor), actor.org), (tx) => {
      stillMay()
      tx.local.put(verifiers, actor.id, { phc }, { org: actor.org })
      ctx.sessions.endAllOf(tx, actor.id, actor.session)
      tx.audit({ action: 'auth.password', target: actor.id })
    })
  })
  return null
}

/**
 * Guessed here it would be the same password as at sign-in: the same lock holds.
 * @returns the verifier that the password fits
 * @throws EngineError `locked_out`; `invalid_input` for a wrong password, which is counted
 */
async function checkCurrent(ctx: Ctx, org: string, id: string, current: string): Promise<string> {
  const user = ctx.store.get(users, org, id)?.doc
  if (!user) throw new EngineError('unauthenticated', 'Sign in first.')
  const attempt: Attempt = { action: 'auth.password', email: user.email, user }
  await refuseWhileLocked(ctx, attempt)
  const verifier = ctx.store.local.get(verifiers, id)?.phc ?? null
  const matches = await ctx.passwords.verify(verifier, current)
  // Others may have failed while this one waited for its turn.
  await refuseWhileLocked(ctx, attempt)
  if (matches && verifier !== null) return verifier
  await recordFailure(ctx, attempt)
  throw wrongPassword()
}

function wrongPassword(): EngineError {
  return invalidField('/current', 'is not your current password')
}

/** A session outlives a restart, the open vault does not: the old password opens it, or the new one never would. */
async function vaultOpens({ vault }: Ctx, user: string, current: string): Promise<boolean> {
  if (vault.state() === 'unlocked') return true
  return vault.unlock(user, new Secret(current)).catch((error: unknown) => {
    if (error instanceof EngineError && error.code === 'vault_locked') return false
    throw error
  })
}
