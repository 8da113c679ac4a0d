import { providers, providersGet } from '../../contract/providers.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { notFound } from '../../kernel/errors.ts'
import type { Verb } from '../context.ts'
import { versioned } from '../versioned.ts'

export const getProvider: Verb<typeof providersGet> = (ctx, { params }) => {
  const { org } = authorizeIn(ctx.actor, providersGet)
  const row = ctx.store.get(providers, org, params.id)
  if (!row) throw notFound('provider', params.id)
  return versioned(row)
}
