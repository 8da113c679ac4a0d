import type { runtimeUsage } from '../../contract/runtime.ts'
import { costOf } from '../../decide/index.ts'
import type { Call } from '../call.ts'
import { EngineError } from '../../kernel/errors.ts'
import type { AgentIdentity, RuntimePorts } from '../ports.ts'

/**
 * A report is the agent's word, and what it books counts against everybody's caps. No run may use more than its limit, so
 * no report of one may say more than is left of it.
 */
async function refuseBeyondLimits(
  { policy, runs, sink, clock }: RuntimePorts,
  who: AgentIdentity,
  run: string | null,
  tokens: number,
): Promise<void> {
  const { runTokens } = policy.of(who).limits
  const left = runTokens - (run === null ? 0 : runs.used(who, run).tokens)
  if (tokens <= left) return
  const detail = `${tokens} tokens are more than the ${Math.max(0, left)} that a run of this agent may still use`
  await sink.incident(who, { kind: 'usage-beyond-limits', detail, run, decision: null, at: clock.now() })
  throw new EngineError('budget_exceeded', `This usage is not booked: ${detail}.`)
}

/** Books what an agent used of a model it calls itself, priced by us. */
export async function bookUsage(
  ports: RuntimePorts,
  { who, body }: Call<typeof runtimeUsage>,
): Promise<{ accepted: number }> {
  const { key, run, model, inputTokens, outputTokens } = body
  if (ports.budget.isBooked(who, key)) return { accepted: 0 }
  await refuseBeyondLimits(ports, who, run, inputTokens + outputTokens)
  const microUsd = costOf(ports.models.priceOf(who, model), inputTokens, outputTokens)
  const used = { run, model, inputTokens, outputTokens, microUsd, estimated: false, milliseconds: 0 }
  const isNew = await ports.budget.book(who, key, used)
  return { accepted: isNew ? 1 : 0 }
}
