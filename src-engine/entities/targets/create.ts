import { targets, targetsCreate } from '../../contract/targets.ts'
import { actorName } from '../../kernel/actor.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { type Verb, writeContext } from '../context.ts'
import { versioned } from '../versioned.ts'
import { refuseTakenTargetName, refuseUnsafePlace } from './guards.ts'

export const createTarget: Verb<typeof targetsCreate> = async (ctx, { body }) => {
  const actor = authorizeIn(ctx.actor, targetsCreate)
  refuseUnsafePlace(body.place)
  const id = ctx.ids.next(targets.idPrefix)
  return ctx.store.transaction(writeContext(ctx, actorName(actor), actor.org), (tx) => {
    refuseTakenTargetName(ctx.store, actor.org, body.name, null)
    const row = tx.insert(targets, { id, org: actor.org, createdAt: tx.at, name: body.name, place: body.place })
    tx.audit({ action: 'targets.create', target: id, details: { name: body.name, place: body.place } })
    tx.emit({ kind: 'target', id, agent: null, data: null })
    return versioned(row)
  })
}
