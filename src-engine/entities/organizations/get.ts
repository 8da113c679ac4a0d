import { organizations, organizationsGet } from '../../contract/organizations.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { notFound } from '../../kernel/errors.ts'
import type { Verb } from '../context.ts'
import { versioned } from '../versioned.ts'

export const getOrganization: Verb<typeof organizationsGet> = (ctx, { params }) => {
  const { org } = authorizeIn(ctx.actor, organizationsGet)
  const row = ctx.store.get(organizations, org, params.id)
  if (!row) throw notFound('organization', params.id)
  return versioned(row)
}
