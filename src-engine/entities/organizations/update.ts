import { organizations, organizationsUpdate } from '../../contract/organizations.ts'
import { actorName } from '../../kernel/actor.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { type Verb, writeContext } from '../context.ts'
import { versioned } from '../versioned.ts'

export const updateOrganization: Verb<typeof organizationsUpdate> = (ctx, { params, body }) => {
  const actor = authorizeIn(ctx.actor, organizationsUpdate)
  return ctx.store.transaction(writeContext(ctx, actorName(actor), actor.org), (tx) => {
    const row = tx.update(organizations, params.id, { name: body.name }, ctx.ifVersion)
    tx.audit({ action: 'organizations.update', target: params.id, details: { name: body.name } })
    tx.emit({ kind: 'organization', id: params.id, agent: null, data: null })
    return versioned(row)
  })
}
