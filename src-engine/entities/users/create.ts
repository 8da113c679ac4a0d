import { users, usersCreate } from '../../contract/users.ts'
import { actorName } from '../../kernel/actor.ts'
import { authorizeIn, reaches } from '../../kernel/authorize.ts'
import { EngineError } from '../../kernel/errors.ts'
import { Secret } from '../../kernel/secret.ts'
import { authorizeNow } from '../auth/authorize-now.ts'
import { verifiers } from '../auth/records.ts'
import { type Verb, writeContext } from '../context.ts'
import { emailTaken } from '../organizations/found.ts'
import { versioned } from '../versioned.ts'
import { refuseAboveSelf } from './guards.ts'
import { whileSlotsChange } from './vault-slots.ts'

export const createUser: Verb<typeof usersCreate> = async (ctx, { body }) => {
  const actor = authorizeIn(ctx.actor, usersCreate)
  refuseAboveSelf(actor, body.role)
  const phc = await ctx.passwords.hash(body.password)
  const id = ctx.ids.next('usr')
  const view = await ctx.store.transaction(writeContext(ctx, actorName(actor), actor.org), (tx) => {
    // Hashing took a while: whoever hires may have been disabled, or have less of a role than before.
    refuseAboveSelf(authorizeNow(ctx, usersCreate), body.role)
    if (emailTaken(ctx, body.email)) {
      throw new EngineError('conflict', `${body.email} has an account on this machine already.`, {
        fields: [{ in: 'body', pointer: '/email', detail: 'is taken' }],
      })
    }
    const row = tx.insert(users, {
      id,
      org: actor.org,
      createdAt: tx.at,
      name: body.name,
      email: body.email,
      role: body.role,
      disabled: false,
    })
    tx.local.put(verifiers, id, { phc }, { org: actor.org })
    tx.audit({ action: 'users.create', target: id, details: { role: body.role, email: body.email } })
    tx.emit({ kind: 'user', id, agent: null, data: null })
    return versioned(row)
  })
  if (reaches(body.role, 'admin') && ctx.vault.state() === 'unlocked')
    await whileSlotsChange(ctx, () => ctx.vault.setSlot(id, new Secret(body.password)))
  return view
}
