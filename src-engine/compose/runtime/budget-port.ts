import type { Used } from '../../entities/budgets/book.ts'
import type { BudgetPort, ModelUsage } from '../../runtime/index.ts'
import { type RuntimeParts, agentOf, recordLater } from './parts.ts'
import { createReportMeter } from './report-meter.ts'
import type { RunMeter } from './run-meter.ts'

/** Budgets of a running agent; each model call is also an activity record. */
export function createBudgetPort(parts: RuntimeParts, meter: RunMeter): BudgetPort {
  const { budgets } = parts.services
  const reported = createReportMeter(parts.services)

  function used(
    who: Parameters<BudgetPort['settle']>[0],
    { model, inputTokens, outputTokens, microUsd, estimated, milliseconds }: ModelUsage,
  ): Used {
    return {
      model,
      provider: agentOf(parts, who).model?.provider ?? '',
      inputTokens,
      outputTokens,
      microUsd,
      estimated,
      milliseconds,
    }
  }
  function count(run: string | null, { inputTokens, outputTokens, milliseconds }: ModelUsage): void {
    if (run !== null) meter.add(run, { modelCalls: 1, tokens: inputTokens + outputTokens, milliseconds })
  }
  function tell(who: Parameters<BudgetPort['settle']>[0], usage: ModelUsage): void {
    recordLater(parts, {
      org: who.org,
      agent: who.agent,
      run: usage.run,
      type: 'model_call',
      message: `asked ${usage.model}: ${usage.inputTokens} tokens in, ${usage.outputTokens} out`,
      data: {
        model: usage.model,
        inputTokens: usage.inputTokens,
        outputTokens: usage.outputTokens,
        microUsd: usage.microUsd,
        estimated: usage.estimated,
      },
    })
  }
  return {
    exceeded: (who) => budgets.exceeded(who.org, who.agent),
    reserve: (who, { run, microUsd, tokens }) => budgets.hold({ ...who, run }, { microUsd, tokens }),
    async settle(who, reservation, usage) {
      await budgets.settle({ ...who, run: usage.run }, reservation, used(who, usage))
      count(usage.run, usage)
      tell(who, usage)
    },
    release: (who, reservation) => budgets.release({ ...who, run: null }, reservation),
    isBooked: (who, key) => budgets.isBooked({ ...who, run: null }, key),
    reportedToday: (who, now) => reported.today(who.agent, now),
    async book(who, key, usage) {
      const { run } = usage
      const isNew = await budgets.book({ ...who, run }, key, used(who, usage))
      if (isNew) {
        if (run === null) reported.add(who.agent, usage.inputTokens + usage.outputTokens, parts.services.clock.now())
        count(run, usage)
        tell(who, usage)
      }
      return isNew
    },
  }
}
