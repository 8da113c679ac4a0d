import { targets, targetsList } from '../../contract/targets.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import type { Verb } from '../context.ts'
import { versioned } from '../versioned.ts'

export const listTargets: Verb<typeof targetsList> = (ctx) => {
  const { org } = authorizeIn(ctx.actor, targetsList)
  return {
    items: [...ctx.store.rows(targets, org).values()].map(versioned).toSorted((a, b) => a.name.localeCompare(b.name)),
  }
}
