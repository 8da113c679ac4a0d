import { providers, providersRemove } from '../../contract/providers.ts'
import { actorName } from '../../kernel/actor.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { notFound } from '../../kernel/errors.ts'
import { type Verb, writeContext } from '../context.ts'
import { refuseWhileUsed } from './guards.ts'

export const removeProvider: Verb<typeof providersRemove> = async (ctx, { params }) => {
  const actor = authorizeIn(ctx.actor, providersRemove)
  return ctx.store.transaction(writeContext(ctx, actorName(actor), actor.org), (tx) => {
    const provider = tx.get(providers, params.id)?.doc
    if (!provider) throw notFound('provider', params.id)
    refuseWhileUsed(ctx.store, provider)
    tx.remove(providers, params.id, ctx.ifVersion)
    tx.audit({ action: 'providers.remove', target: params.id, details: { name: provider.name } })
    tx.emit({ kind: 'provider', id: params.id, agent: null, data: null })
    return null
  })
}
