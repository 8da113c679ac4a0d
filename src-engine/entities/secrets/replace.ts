import { type SecretRef, secrets, secretsReplace } from '../../contract/secrets.ts'
import { actorName } from '../../kernel/actor.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { notFound } from '../../kernel/errors.ts'
import { Secret } from '../../kernel/secret.ts'
import { type Row, refuseStale } from '../../store/index.ts'
import { type Verb, writeContext } from '../context.ts'
import { refuseUnkeepable } from './guards.ts'
import { keepValue } from './keep-value.ts'
import { secretView } from './view.ts'

export const replaceSecret: Verb<typeof secretsReplace> = async (ctx, { params, body }) => {
  const actor = authorizeIn(ctx.actor, secretsReplace)
  refuseUnkeepable(body.value)
  const check = (): void => {
    const found = ctx.store.get(secrets, actor.org, params.id)
    if (!found) throw notFound('secret', params.id)
    refuseStale(found, ctx.ifVersion)
  }
  const write = (): Promise<Row<SecretRef>> =>
    ctx.store.transaction(writeContext(ctx, actorName(actor), actor.org), (tx) => {
      const replaced = tx.update(secrets, params.id, { updatedAt: tx.at }, ctx.ifVersion)
      tx.audit({ action: 'secrets.replace', target: params.id, details: { name: replaced.doc.name } })
      tx.emit({ kind: 'secret', id: params.id, agent: null, data: null })
      return replaced
    })
  const row = await keepValue(ctx, params.id, { value: new Secret(body.value), check, write })
  return secretView(ctx, row)
}
