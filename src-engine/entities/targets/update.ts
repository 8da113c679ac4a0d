import { isDeepStrictEqual } from 'node:util'
import { targets, targetsUpdate } from '../../contract/targets.ts'
import { actorName } from '../../kernel/actor.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { notFound } from '../../kernel/errors.ts'
import { type Verb, writeContext } from '../context.ts'
import { definedOnly } from '../defined-only.ts'
import { versioned } from '../versioned.ts'
import { refuseTakenTargetName, refuseUnsafePlace, refuseWhileUsed } from './guards.ts'

export const updateTarget: Verb<typeof targetsUpdate> = async (ctx, { params, body }) => {
  const actor = authorizeIn(ctx.actor, targetsUpdate)
  if (body.place) refuseUnsafePlace(body.place)
  return ctx.store.transaction(writeContext(ctx, actorName(actor), actor.org), (tx) => {
    const target = tx.get(targets, params.id)?.doc
    if (!target) throw notFound('target', params.id)
    if (body.name !== undefined) refuseTakenTargetName(ctx.store, actor.org, body.name, target.id)
    if (body.place && !isDeepStrictEqual(body.place, target.place))
      refuseWhileUsed(ctx.store, target, 'Move them elsewhere before you change its address.')
    const patch = definedOnly(body)
    const row = tx.update(targets, params.id, patch, ctx.ifVersion)
    tx.audit({ action: 'targets.update', target: params.id, details: patch })
    tx.emit({ kind: 'target', id: params.id, agent: null, data: null })
    return versioned(row)
  })
}
