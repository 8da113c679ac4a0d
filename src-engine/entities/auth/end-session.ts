import { authEndSession } from '../../contract/auth.ts'
import { actorName } from '../../kernel/actor.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { notFound } from '../../kernel/errors.ts'
import { type Verb, writeContext } from '../context.ts'

export const endSession: Verb<typeof authEndSession> = async (ctx, { params }) => {
  const actor = authorizeIn(ctx.actor, authEndSession)
  const own = actor.kind === 'user' && ctx.sessions.of(actor.id).some((session) => session.id === params.id)
  if (!own) throw notFound('session', params.id)
  await ctx.store.transaction(writeContext(ctx, actorName(actor), actor.org), (tx) => {
    ctx.sessions.end(tx, params.id)
    tx.audit({ action: 'auth.end-session', target: params.id })
  })
  return null
}
