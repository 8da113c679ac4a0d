import { users, usersRemove } from '../../contract/users.ts'
import { actorName } from '../../kernel/actor.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { notFound } from '../../kernel/errors.ts'
import { verifiers } from '../auth/records.ts'
import { type Verb, writeContext } from '../context.ts'
import { keepLastOwner, refuseTouchingAbove } from './guards.ts'
import { tidyVaultSlots } from './vault-slots.ts'

export const removeUser: Verb<typeof usersRemove> = async (ctx, { params }) => {
  const actor = authorizeIn(ctx.actor, usersRemove)
  await ctx.store.transaction(writeContext(ctx, actorName(actor), actor.org), (tx) => {
    const user = tx.get(users, params.id)?.doc
    if (!user) throw notFound('person', params.id)
    refuseTouchingAbove(actor, user)
    keepLastOwner(ctx.store, user, null)
    tx.remove(users, params.id, ctx.ifVersion)
    tx.local.delete(verifiers, params.id)
    ctx.sessions.endAllOf(tx, params.id)
    tx.audit({ action: 'users.remove', target: params.id, details: { email: user.email } })
    tx.emit({ kind: 'user', id: params.id, agent: null, data: null })
  })
  await tidyVaultSlots(ctx)
  return null
}
