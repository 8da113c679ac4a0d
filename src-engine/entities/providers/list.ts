import { providers, providersList } from '../../contract/providers.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import type { Verb } from '../context.ts'
import { versioned } from '../versioned.ts'

export const listProviders: Verb<typeof providersList> = (ctx) => {
  const { org } = authorizeIn(ctx.actor, providersList)
  return {
    items: [...ctx.store.rows(providers, org).values()].map(versioned).toSorted((a, b) => a.name.localeCompare(b.name)),
  }
}
