import { organizations, organizationsCreate } from '../../contract/organizations.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { notFound } from '../../kernel/errors.ts'
import { authorizeNow } from '../auth/authorize-now.ts'
import type { Verb } from '../context.ts'
import { versioned } from '../versioned.ts'
import { foundOrganization } from './found.ts'

export const createOrganization: Verb<typeof organizationsCreate> = async (ctx, { body }) => {
  authorizeIn(ctx.actor, organizationsCreate)
  const phc = await ctx.passwords.hash(body.owner.password)
  const { organization, recoveryKey } = await foundOrganization(
    ctx,
    { organization: body.name, owner: body.owner, phc, check: () => void authorizeNow(ctx, organizationsCreate) },
    () => undefined,
  )
  const row = ctx.store.get(organizations, organization.id, organization.id)
  if (!row) throw notFound('organization', organization.id)
  return { organization: versioned(row), recoveryKey }
}
