import { providers, providersCreate } from '../../contract/providers.ts'
import { actorName } from '../../kernel/actor.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { type Verb, writeContext } from '../context.ts'
import { versioned } from '../versioned.ts'
import { checkEndpoint, checkModels, refuseTakenProviderName } from './guards.ts'

export const createProvider: Verb<typeof providersCreate> = async (ctx, { body }) => {
  const actor = authorizeIn(ctx.actor, providersCreate)
  checkModels(body.models)
  const id = ctx.ids.next(providers.idPrefix)
  return ctx.store.transaction(writeContext(ctx, actorName(actor), actor.org), (tx) => {
    checkEndpoint(ctx.store, actor.org, body.kind, body.endpoint)
    refuseTakenProviderName(ctx.store, actor.org, body.name, null)
    const row = tx.insert(providers, { id, org: actor.org, createdAt: tx.at, ...body })
    tx.audit({
      action: 'providers.create',
      target: id,
      details: { name: body.name, kind: body.kind, endpoint: body.endpoint },
    })
    tx.emit({ kind: 'provider', id, agent: null, data: null })
    return versioned(row)
  })
}
