import { targets, targetsList } from '../../contract/targets.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import type { Verb } from '../context.ts'
import { listRows } from '../list-rows.ts'
import { versioned } from '../versioned.ts'

export const listTargets: Verb<typeof targetsList> = (ctx, { query }) => {
  const { org } = authorizeIn(ctx.actor, targetsList)
  const page = listRows(ctx.store.rows(targets, org).values(), query, ({ name }) => [name], {
    name: ({ name }) => name,
    createdAt: ({ createdAt }) => createdAt,
  })
  return { ...page, items: page.items.map(versioned) }
}
