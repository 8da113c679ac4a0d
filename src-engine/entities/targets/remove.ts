import { targets, targetsRemove } from '../../contract/targets.ts'
import { actorName } from '../../kernel/actor.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { notFound } from '../../kernel/errors.ts'
import { type Verb, writeContext } from '../context.ts'
import { refuseWhileDefault, refuseWhileUsed } from './guards.ts'

export const removeTarget: Verb<typeof targetsRemove> = async (ctx, { params }) => {
  const actor = authorizeIn(ctx.actor, targetsRemove)
  return ctx.store.transaction(writeContext(ctx, actorName(actor), actor.org), (tx) => {
    const target = tx.get(targets, params.id)?.doc
    if (!target) throw notFound('target', params.id)
    refuseWhileUsed(ctx.store, target, 'Move or remove them first.')
    refuseWhileDefault(ctx.store, target)
    tx.remove(targets, params.id, ctx.ifVersion)
    tx.audit({ action: 'targets.remove', target: params.id, details: { name: target.name } })
    tx.emit({ kind: 'target', id: params.id, agent: null, data: null })
    return null
  })
}
