import { users, usersGet } from '../../contract/users.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { notFound } from '../../kernel/errors.ts'
import type { Verb } from '../context.ts'
import { versioned } from '../versioned.ts'

export const getUser: Verb<typeof usersGet> = (ctx, { params }) => {
  const { org } = authorizeIn(ctx.actor, usersGet)
  const row = ctx.store.get(users, org, params.id)
  if (!row) throw notFound('person', params.id)
  return versioned(row)
}
