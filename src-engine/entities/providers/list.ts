import { providers, providersList } from '../../contract/providers.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import type { Verb } from '../context.ts'
import { listRows } from '../list-rows.ts'
import { versioned } from '../versioned.ts'

export const listProviders: Verb<typeof providersList> = (ctx, { query }) => {
  const { org } = authorizeIn(ctx.actor, providersList)
  const page = listRows(ctx.store.rows(providers, org).values(), query, ({ name }) => [name], {
    name: ({ name }) => name,
    createdAt: ({ createdAt }) => createdAt,
  })
  return { ...page, items: page.items.map(versioned) }
}
