import { authMe } from '../../contract/auth.ts'
import { users } from '../../contract/users.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { EngineError } from '../../kernel/errors.ts'
import type { Verb } from '../context.ts'
import { organizationOf } from './grant.ts'

export const getMe: Verb<typeof authMe> = (ctx) => {
  const actor = authorizeIn(ctx.actor, authMe)
  const user = ctx.store.get(users, actor.org, 'id' in actor ? actor.id : '')
  if (!user || actor.kind !== 'user') throw new EngineError('unauthenticated', 'Sign in first.')
  return { user: user.doc, organization: organizationOf(ctx, actor.org), session: actor.session }
}
