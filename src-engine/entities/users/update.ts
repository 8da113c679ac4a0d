import { users, usersUpdate } from '../../contract/users.ts'
import { actorName } from '../../kernel/actor.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { notFound } from '../../kernel/errors.ts'
import { type Verb, writeContext } from '../context.ts'
import { definedOnly } from '../defined-only.ts'
import { versioned } from '../versioned.ts'
import { keepLastOwner, refuseAboveSelf, refuseTouchingAbove } from './guards.ts'
import { tidyVaultSlots } from './vault-slots.ts'

export const updateUser: Verb<typeof usersUpdate> = async (ctx, { params, body }) => {
  const actor = authorizeIn(ctx.actor, usersUpdate)
  const view = await ctx.store.transaction(writeContext(ctx, actorName(actor), actor.org), (tx) => {
    const user = tx.get(users, params.id)?.doc
    if (!user) throw notFound('person', params.id)
    refuseTouchingAbove(actor, user)
    if (body.role !== undefined) refuseAboveSelf(actor, body.role)
    const patch = definedOnly(body)
    keepLastOwner(ctx.store, user, { role: body.role ?? user.role, disabled: body.disabled ?? user.disabled })
    const row = tx.update(users, params.id, patch, ctx.ifVersion)
    if (body.disabled === true) ctx.sessions.endAllOf(tx, params.id)
    tx.audit({ action: 'users.update', target: params.id, details: patch })
    tx.emit({ kind: 'user', id: params.id, agent: null, data: null })
    return versioned(row)
  })
  await tidyVaultSlots(ctx)
  return view
}
