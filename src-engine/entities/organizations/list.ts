import { organizations, organizationsList } from '../../contract/organizations.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import type { Verb } from '../context.ts'
import { versioned } from '../versioned.ts'

export const listOrganizations: Verb<typeof organizationsList> = (ctx) => {
  const { org } = authorizeIn(ctx.actor, organizationsList)
  return { items: [...ctx.store.rows(organizations, org).values()].map(versioned) }
}
