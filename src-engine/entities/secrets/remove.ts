import { secrets, secretsRemove } from '../../contract/secrets.ts'
import { actorName } from '../../kernel/actor.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { notFound } from '../../kernel/errors.ts'
import { refuseStale } from '../../store/index.ts'
import { type Verb, writeContext } from '../context.ts'
import { refuseWhileNamed } from './guards.ts'
import { keepValue } from './keep-value.ts'

/** The value goes first: a crash in between leaves a reference without a value, which people see, and never the opposite. */
export const removeSecret: Verb<typeof secretsRemove> = async (ctx, { params }) => {
  const actor = authorizeIn(ctx.actor, secretsRemove)
  const check = (): void => {
    const found = ctx.store.get(secrets, actor.org, params.id)
    if (!found) throw notFound('secret', params.id)
    refuseStale(found, ctx.ifVersion)
    refuseWhileNamed(ctx.store, found.doc)
  }
  const write = (): Promise<null> =>
    ctx.store.transaction(writeContext(ctx, actorName(actor), actor.org), (tx) => {
      const secret = tx.get(secrets, params.id)?.doc
      if (!secret) throw notFound('secret', params.id)
      refuseWhileNamed(ctx.store, secret)
      tx.remove(secrets, params.id, ctx.ifVersion)
      tx.audit({ action: 'secrets.remove', target: params.id, details: { name: secret.name } })
      tx.emit({ kind: 'secret', id: params.id, agent: null, data: null })
      return null
    })
  return keepValue(ctx, params.id, { value: null, check, write })
}
