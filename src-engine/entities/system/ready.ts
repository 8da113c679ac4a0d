import { systemReady } from '../../contract/system.ts'
import { authorize } from '../../kernel/authorize.ts'
import { EngineError } from '../../kernel/errors.ts'
import type { Verb } from '../context.ts'
import { failureSentence, storeFailure } from './store-failure.ts'

export const getReady: Verb<typeof systemReady> = async (ctx) => {
  authorize(ctx.actor, systemReady)
  const failure = storeFailure(ctx.store) ?? (await ctx.store.shortage())
  if (failure !== null) throw new EngineError('dependency_unavailable', failureSentence(failure), { cause: failure })
  return { status: 'ready' }
}
