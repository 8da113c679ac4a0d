import { type SecretRef, secrets, secretsCreate } from '../../contract/secrets.ts'
import { actorName } from '../../kernel/actor.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { Secret } from '../../kernel/secret.ts'
import type { Row } from '../../store/index.ts'
import { type Verb, writeContext } from '../context.ts'
import { refuseTakenSecretName, refuseUnkeepable } from './guards.ts'
import { keepValue } from './keep-value.ts'
import { secretView } from './view.ts'

export const createSecret: Verb<typeof secretsCreate> = async (ctx, { body }) => {
  const actor = authorizeIn(ctx.actor, secretsCreate)
  refuseUnkeepable(body.value)
  const id = ctx.ids.next(secrets.idPrefix)
  const check = (): void => refuseTakenSecretName(ctx.store, actor.org, body.name)
  const write = (): Promise<Row<SecretRef>> =>
    ctx.store.transaction(writeContext(ctx, actorName(actor), actor.org), (tx) => {
      // Asked again: another may have taken the name while the vault was written.
      check()
      const made = tx.insert(secrets, { id, org: actor.org, createdAt: tx.at, name: body.name, updatedAt: tx.at })
      tx.audit({ action: 'secrets.create', target: id, details: { name: body.name } })
      tx.emit({ kind: 'secret', id, agent: null, data: null })
      return made
    })
  const row = await keepValue(ctx, id, { value: new Secret(body.value), check, write })
  return secretView(ctx, row)
}
