import { authSessions } from '../../contract/auth.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import type { Verb } from '../context.ts'

export const listSessions: Verb<typeof authSessions> = (ctx) => {
  const actor = authorizeIn(ctx.actor, authSessions)
  if (actor.kind !== 'user') return { items: [] }
  const items = ctx.sessions.of(actor.id).map(({ id, createdAt, lastUsedAt, client }) => ({
    id,
    createdAt,
    lastUsedAt,
    client,
    current: id === actor.session,
  }))
  return { items: items.toSorted((a, b) => b.lastUsedAt.localeCompare(a.lastUsedAt)) }
}
