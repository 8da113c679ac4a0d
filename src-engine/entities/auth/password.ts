import { authPassword } from '../../contract/auth.ts'
import { actorName } from '../../kernel/actor.ts'
import { authorizeIn, reaches } from '../../kernel/authorize.ts'
import { EngineError, invalidField } from '../../kernel/errors.ts'
import { Secret } from '../../kernel/secret.ts'
import { type Verb, writeContext } from '../context.ts'
import { verifiers } from './records.ts'

export const changePassword: Verb<typeof authPassword> = async (ctx, { body }) => {
  const actor = authorizeIn(ctx.actor, authPassword)
  if (actor.kind !== 'user') throw new EngineError('unauthenticated', 'Sign in first.')
  const verifier = ctx.store.local.get(verifiers, actor.id)
  if (!(await ctx.passwords.verify(verifier?.phc ?? null, body.current))) throw invalidField('/current', 'is not your current password')
  const phc = await ctx.passwords.hash(body.next)
  // The new password opens the vault before the old one stops working: a crash between the two locks nobody out.
  if (reaches(actor.role, 'admin') && ctx.vault.state() === 'unlocked') await ctx.vault.setSlot(actor.id, new Secret(body.next))
  await ctx.store.transaction(writeContext(ctx, actorName(actor), actor.org), (tx) => {
    tx.local.put(verifiers, actor.id, { phc }, { org: actor.org })
    ctx.sessions.endAllOf(tx, actor.id, actor.session)
    tx.audit({ action: 'auth.password', target: actor.id })
  })
  return null
}
