import { secrets, secretsCreate } from '../../contract/secrets.ts'
import { actorName } from '../../kernel/actor.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { Secret } from '../../kernel/secret.ts'
import { type Verb, writeContext } from '../context.ts'
import { refuseTakenSecretName, refuseUnkeepable } from './guards.ts'
import { keepValue } from './keep-value.ts'
import { secretView } from './view.ts'

export const createSecret: Verb<typeof secretsCreate> = async (ctx, { body }) => {
  const actor = authorizeIn(ctx.actor, secretsCreate)
  refuseUnkeepable(body.value)
  refuseTakenSecretName(ctx.store, actor.org, body.name)
  const id = ctx.ids.next(secrets.idPrefix)
  const row = await keepValue(ctx, id, new Secret(body.value), () =>
    ctx.store.transaction(writeContext(ctx, actorName(actor), actor.org), (tx) => {
      // Asked again: another may have taken the name while the vault was written.
      refuseTakenSecretName(ctx.store, actor.org, body.name)
      const made = tx.insert(secrets, { id, org: actor.org, createdAt: tx.at, name: body.name, updatedAt: tx.at })
      tx.audit({ action: 'secrets.create', target: id, details: { name: body.name } })
      tx.emit({ kind: 'secret', id, agent: null, data: null })
      return made
    }),
  )
  return secretView(ctx, row)
}
