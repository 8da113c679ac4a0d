import { providers } from '../../contract/providers.ts'
import { settings, settingsUpdate } from '../../contract/settings.ts'
import { targets } from '../../contract/targets.ts'
import { actorName } from '../../kernel/actor.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { type Verb, writeContext } from '../context.ts'
import { definedOnly } from '../defined-only.ts'
import { missingReference } from '../refusals.ts'
import { versioned } from '../versioned.ts'
import { settingsOf } from './settings-of.ts'

export const updateSettings: Verb<typeof settingsUpdate> = async (ctx, { body }) => {
  const actor = authorizeIn(ctx.actor, settingsUpdate)
  return ctx.store.transaction(writeContext(ctx, actorName(actor), actor.org), (tx) => {
    const { id } = settingsOf(ctx.store, actor.org).doc
    const patch = definedOnly(body)
    if (patch.defaultProvider && !tx.get(providers, patch.defaultProvider))
      throw missingReference('/defaultProvider', 'provider', patch.defaultProvider)
    if (patch.defaultTarget && !tx.get(targets, patch.defaultTarget))
      throw missingReference('/defaultTarget', 'target', patch.defaultTarget)
    const row = tx.update(settings, id, patch, ctx.ifVersion)
    tx.audit({ action: 'settings.update', target: id, details: patch })
    tx.emit({ kind: 'setting', id, agent: null, data: null })
    return versioned(row)
  })
}
