import { users, usersList } from '../../contract/users.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import type { Verb } from '../context.ts'
import { listRows } from '../list-rows.ts'
import { versioned } from '../versioned.ts'

export const listUsers: Verb<typeof usersList> = (ctx, { query }) => {
  const { org } = authorizeIn(ctx.actor, usersList)
  const rows = [...ctx.store.rows(users, org).values()].filter(
    ({ doc }) => query.role === undefined || doc.role === query.role,
  )
  const page = listRows(rows, query, ({ name, email }) => [name, email], {
    name: ({ name }) => name,
    email: ({ email }) => email,
    createdAt: ({ createdAt }) => createdAt,
  })
  return { ...page, items: page.items.map(versioned) }
}
