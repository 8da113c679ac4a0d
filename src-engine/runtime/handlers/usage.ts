import type { runtimeUsage } from '../../contract/runtime.ts'
import { costOf, fullWindow } from '../../decide/index.ts'
import type { Call } from '../call.ts'
import { EngineError } from '../../kernel/errors.ts'
import { createNamedTurns } from '../../kernel/in-turn.ts'
import type { AgentIdentity, RuntimePorts } from '../ports.ts'

/** When a report that came too often may be sent again (seconds). */
const AGAIN_SECONDS = 60

/**
 * Books what an agent used of a model it calls itself, priced by us. A report is the agent's word, and what it books counts
 * against everybody's caps. No run may use more than its limit, so no reports of one may say more together; all of a day
 * that name no run of the agent's may say as much as one run. How often it may report is limited like its calls. A report
 * is not refused because a budget is used up: that money is gone, and what is not booked nobody would see.
 */
export function createBookUsage(
  ports: RuntimePorts,
): (call: Call<typeof runtimeUsage>) => Promise<{ accepted: number }> {
  // Reports made together must not all see the same rest.
  const turns = createNamedTurns()
  return (call) => turns(call.who.agent, () => bookUsage(ports, call))
}

async function bookUsage(ports: RuntimePorts, { who, body }: Call<typeof runtimeUsage>): Promise<{ accepted: number }> {
  const { key, model, inputTokens, outputTokens } = body
  if (ports.budget.isBooked(who, key)) return { accepted: 0 }
  limitReporting(ports, who)
  const run = body.run !== null && ports.runs.isOwn(who, body.run) ? body.run : null
  await refuseBeyondLimits(ports, who, run, inputTokens + outputTokens)
  const microUsd = costOf(ports.models.priceOf(who, model), inputTokens, outputTokens)
  const used = { run, model, inputTokens, outputTokens, microUsd, estimated: false, milliseconds: 0 }
  return { accepted: (await ports.budget.book(who, key, used)) ? 1 : 0 }
}

/** Counts a report, refused ones too, which leave a record as well. @throws rate_limited */
function limitReporting({ policy, rate, clock }: RuntimePorts, who: AgentIdentity): void {
  const now = clock.now()
  const full = fullWindow(policy.of(who).profile.rate, rate.counts(who, 'report', now))
  if (full !== null)
    throw new EngineError(
      'rate_limited',
      `The agent has reported usage ${full.most} times in this ${full.window}, as often as it may. Nothing is lost: send it again later.`,
      { details: { retryAfter: AGAIN_SECONDS } },
    )
  rate.count(who, 'report', now)
}

async function refuseBeyondLimits(
  { policy, runs, budget, sink, clock }: RuntimePorts,
  who: AgentIdentity,
  run: string | null,
  tokens: number,
): Promise<void> {
  const { runTokens } = policy.of(who).limits
  const left = runTokens - (run === null ? budget.reportedToday(who, clock.now()) : runs.used(who, run).tokens)
  if (tokens <= left) return
  const whose =
    run === null ? 'the agent may still report today outside of its runs' : 'a run of this agent may still use'
  const detail = `${tokens} tokens are more than the ${Math.max(0, left)} that ${whose}`
  await sink.incident(who, { kind: 'usage-beyond-limits', detail, run, decision: null, at: clock.now() })
  throw new EngineError('budget_exceeded', `This usage is not booked: ${detail}.`)
}
