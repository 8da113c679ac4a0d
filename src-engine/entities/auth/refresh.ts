import { authRefresh } from '../../contract/auth.ts'
import { users } from '../../contract/users.ts'
import { authorize } from '../../kernel/authorize.ts'
import { EngineError } from '../../kernel/errors.ts'
import { type Verb, writeContext } from '../context.ts'
import { grantOf, organizationOf } from './grant.ts'

/** Rotates a refresh token. One that was used before has been copied: the whole session ends (RFC 9700, section 4.14.2). */
export const refresh: Verb<typeof authRefresh> = async (ctx, { body }) => {
  authorize(ctx.actor, authRefresh)
  const seen = body.refreshToken === undefined ? null : ctx.sessions.inspect(body.refreshToken)
  if (!seen) throw signInAgain()
  const { record } = seen
  const context = writeContext(ctx, `user:${record.user}`, record.org)
  if (!seen.current) {
    await ctx.store.transaction(context, (tx) => {
      ctx.sessions.end(tx, record.id)
      tx.audit({
        action: 'auth.refresh',
        target: record.id,
        outcome: 'refused',
        details: { reason: 'a refresh token was used twice; the session was ended' },
      })
    })
    throw signInAgain()
  }
  const user = ctx.store.get(users, record.org, record.user)
  if (!user || user.doc.disabled) throw signInAgain()
  // No await between the look at the token and its rotation: two refreshes cannot both pass.
  const tokens = await ctx.store.transaction(context, (tx) => ctx.sessions.rotate(tx, record))
  return grantOf(tokens, user.doc, organizationOf(ctx, record.org))
}

function signInAgain(): EngineError {
  return new EngineError('unauthenticated', 'This session has ended. Sign in again.')
}
