import { providers, providersTest } from '../../contract/providers.ts'
import { actorName } from '../../kernel/actor.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { EngineError, notFound } from '../../kernel/errors.ts'
import { type Verb, writeContext } from '../context.ts'
import { keyOf } from './key-of.ts'
import { listModels } from './list-models.ts'
import { auditUse, baseUrlOf } from './resolve.ts'

const TIMEOUT_MS = 10_000

export const testProvider: Verb<typeof providersTest> = async (ctx, { params }) => {
  const actor = authorizeIn(ctx.actor, providersTest)
  const provider = ctx.store.get(providers, actor.org, params.id)?.doc
  if (!provider) throw notFound('provider', params.id)
  const baseUrl = baseUrlOf(provider)
  if (baseUrl === null) {
    return {
      ok: true,
      detail: 'The rehearsal model is part of this app: no AI, no key, it answers from a script.',
      models: provider.models.map(({ id }) => id),
    }
  }
  try {
    const apiKey = await keyOf(ctx, provider)
    await auditUse(ctx.store, writeContext(ctx, actorName(actor), actor.org), provider, 'test')
    return await listModels(
      ctx.fetch,
      { kind: provider.kind, baseUrl, apiKey },
      { timeoutMs: TIMEOUT_MS, signal: ctx.signal },
    )
  } catch (error) {
    // A key this machine does not hold is a result of the test, not a failure of it.
    if (error instanceof EngineError && error.code === 'dependency_unavailable')
      return { ok: false, detail: error.message, models: [] }
    throw error
  }
}
