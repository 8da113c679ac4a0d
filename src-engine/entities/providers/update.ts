import { providers, providersUpdate } from '../../contract/providers.ts'
import { actorName } from '../../kernel/actor.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { notFound } from '../../kernel/errors.ts'
import { type Verb, writeContext } from '../context.ts'
import { definedOnly } from '../defined-only.ts'
import { versioned } from '../versioned.ts'
import { checkEndpoint, checkModels, refuseTakenProviderName } from './guards.ts'

export const updateProvider: Verb<typeof providersUpdate> = async (ctx, { params, body }) => {
  const actor = authorizeIn(ctx.actor, providersUpdate)
  if (body.models) checkModels(body.models)
  return ctx.store.transaction(writeContext(ctx, actorName(actor), actor.org), (tx) => {
    const provider = tx.get(providers, params.id)?.doc
    if (!provider) throw notFound('provider', params.id)
    if (body.endpoint) checkEndpoint(ctx.store, actor.org, provider.kind, body.endpoint)
    if (body.name !== undefined) refuseTakenProviderName(ctx.store, actor.org, body.name, provider.id)
    const patch = definedOnly(body)
    const row = tx.update(providers, params.id, patch, ctx.ifVersion)
    tx.audit({ action: 'providers.update', target: params.id, details: patch })
    tx.emit({ kind: 'provider', id: params.id, agent: null, data: null })
    return versioned(row)
  })
}
