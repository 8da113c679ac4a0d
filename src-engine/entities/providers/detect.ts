import { providersDetect } from '../../contract/providers.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import type { Verb } from '../context.ts'
import { listModels } from './list-models.ts'

/** Where model servers listen unless somebody moved them: https://docs.ollama.com/faq, https://lmstudio.ai/docs/developer/core/server */
const KNOWN = [
  { name: 'Ollama', baseUrl: 'http://127.0.0.1:11434/v1' },
  { name: 'LM Studio', baseUrl: 'http://127.0.0.1:1234/v1' },
] as const
/** A server on this machine answers at once or is not there. */
const TIMEOUT_MS = 500

export const detectProviders: Verb<typeof providersDetect> = async (ctx) => {
  authorizeIn(ctx.actor, providersDetect)
  const found = await Promise.all(
    KNOWN.map(async ({ name, baseUrl }) => {
      const { ok, models } = await listModels(
        ctx.fetch,
        { kind: 'openai-compatible', baseUrl, apiKey: null },
        { timeoutMs: TIMEOUT_MS, signal: ctx.signal },
      )
      return ok ? [{ name, baseUrl, models }] : []
    }),
  )
  return { items: found.flat() }
}
