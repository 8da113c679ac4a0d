import type { runtimeUsage } from '../../contract/runtime.ts'
import { costOf } from '../../decide/index.ts'
import type { Call } from '../call.ts'
import type { RuntimePorts } from '../ports.ts'

/** Books what an agent used of a model it calls itself, priced by us. */
export async function bookUsage(
  ports: RuntimePorts,
  { who, body }: Call<typeof runtimeUsage>,
): Promise<{ accepted: number }> {
  const { key, run, model, inputTokens, outputTokens } = body
  const microUsd = costOf(ports.models.priceOf(who, model), inputTokens, outputTokens)
  const used = { run, model, inputTokens, outputTokens, microUsd, estimated: false, milliseconds: 0 }
  const isNew = await ports.budget.book(who, key, used)
  return { accepted: isNew ? 1 : 0 }
}
