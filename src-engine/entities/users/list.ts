import { users, usersList } from '../../contract/users.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import type { Verb } from '../context.ts'
import { pageOfSorted } from '../page-rows.ts'
import { versioned } from '../versioned.ts'

export const listUsers: Verb<typeof usersList> = (ctx, { query }) => {
  const { org } = authorizeIn(ctx.actor, usersList)
  const wanted = query.q?.toLowerCase()
  const matching = [...ctx.store.rows(users, org).values()].filter(
    ({ doc }) =>
      (query.role === undefined || doc.role === query.role) &&
      (wanted === undefined || doc.name.toLowerCase().includes(wanted) || doc.email.includes(wanted)),
  )
  const descending = query.sort.startsWith('-')
  const field =
    query.sort === 'name' || query.sort === '-name'
      ? 'name'
      : query.sort === 'email' || query.sort === '-email'
        ? 'email'
        : 'createdAt'
  const key = ({ doc }: (typeof matching)[number]): string => `${doc[field].toLowerCase()}\n${doc.id}`
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0) * (descending ? -1 : 1)
  const page = pageOfSorted(
    matching.toSorted((a, b) => compare(key(a), key(b))),
    key,
    compare,
    { cursor: query.cursor, limit: query.limit, order: query.sort },
  )
  return { items: page.items.map(versioned), next: page.next, total: page.total }
}
