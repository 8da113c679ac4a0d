import { secrets, secretsList } from '../../contract/secrets.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import type { Verb } from '../context.ts'
import { listRows } from '../list-rows.ts'
import { secretView } from './view.ts'

export const listSecrets: Verb<typeof secretsList> = async (ctx, { query }) => {
  const { org } = authorizeIn(ctx.actor, secretsList)
  const page = listRows(ctx.store.rows(secrets, org).values(), query, ({ name }) => [name], {
    name: ({ name }) => name,
    createdAt: ({ createdAt }) => createdAt,
  })
  return {
    ...page,
    items: await Promise.all(page.items.map((row) => secretView(ctx, row))),
    vault: ctx.vault.state(),
  }
}
