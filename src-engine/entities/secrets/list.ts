import { secrets, secretsList } from '../../contract/secrets.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import type { Verb } from '../context.ts'
import { secretView } from './view.ts'

export const listSecrets: Verb<typeof secretsList> = async (ctx) => {
  const { org } = authorizeIn(ctx.actor, secretsList)
  const items = await Promise.all([...ctx.store.rows(secrets, org).values()].map((row) => secretView(ctx, row)))
  return { vault: ctx.vault.state(), items: items.toSorted((a, b) => a.name.localeCompare(b.name)) }
}
