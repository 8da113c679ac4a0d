import { authLogout } from '../../contract/auth.ts'
import { actorName } from '../../kernel/actor.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { type Verb, writeContext } from '../context.ts'

export const logOut: Verb<typeof authLogout> = async (ctx) => {
  const actor = authorizeIn(ctx.actor, authLogout)
  if (actor.kind !== 'user') return null
  await ctx.store.transaction(writeContext(ctx, actorName(actor), actor.org), (tx) => {
    ctx.sessions.end(tx, actor.session)
    tx.audit({ action: 'auth.logout', target: actor.id })
  })
  return null
}
