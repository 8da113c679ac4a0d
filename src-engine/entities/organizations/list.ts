import { organizations, organizationsList } from '../../contract/organizations.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import type { Verb } from '../context.ts'
import { listRows } from '../list-rows.ts'
import { versioned } from '../versioned.ts'

export const listOrganizations: Verb<typeof organizationsList> = (ctx, { query }) => {
  const { org } = authorizeIn(ctx.actor, organizationsList)
  const page = listRows(ctx.store.rows(organizations, org).values(), query, ({ name }) => [name], {
    name: ({ name }) => name,
    createdAt: ({ createdAt }) => createdAt,
  })
  return { ...page, items: page.items.map(versioned) }
}
