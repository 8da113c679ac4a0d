import { providers } from '../../contract/providers.ts'
import type { Price } from '../../decide/index.ts'
import { resolveProvider } from '../../entities/providers/index.ts'
import type { AgentIdentity, ModelPort } from '../../runtime/index.ts'
import { type RuntimeParts, agentOf } from './parts.ts'

/** Reserved per million tokens when not even a provider is known. */
const CEILING_MICRO_USD = 20_000_000

export function createModelPort(parts: RuntimeParts): ModelPort {
  const { services } = parts

  function priceOf(who: AgentIdentity, model: string): Price {
    const provider = agentOf(parts, who).model?.provider
    const doc = provider === undefined ? undefined : services.store.get(providers, who.org, provider)?.doc
    const known = doc?.models.find((candidate) => candidate.id === model)
    return {
      inputMicroUsd: known?.inputMicroUsd ?? null,
      outputMicroUsd: known?.outputMicroUsd ?? null,
      ceilingMicroUsd: doc?.ceilingMicroUsd ?? CEILING_MICRO_USD,
    }
  }
  return {
    priceOf,
    async resolve(who) {
      const { model } = agentOf(parts, who)
      if (model === null) return null
      const provider = await resolveProvider(services, who.org, model.provider)
      return {
        ...provider,
        model: model.model,
        maxOutputTokens: model.maxOutputTokens,
        price: priceOf(who, model.model),
      }
    },
  }
}
