import { z } from 'zod'
import { type Approval, approvalStateSchema } from '../contract/approvals.ts'
import { agentStateSchema } from '../contract/lifecycle.ts'
import type { ActivityRecorder } from '../entities/activity/recorder.ts'
import type { Services } from '../entities/context.ts'
import type { EventBus, SequencedEvent } from '../kernel/events.ts'

const stateData = z.object({ state: z.string() })

/** What became of a request, said so that it tells what became of the call. */
const OUTCOME: Readonly<Record<Exclude<Approval['state'], 'waiting'>, (tool: string) => string>> = {
  approved: (tool) => `${tool} was approved`,
  denied: (tool) => `${tool} was denied`,
  expired: (tool) => `nobody answered in time, so ${tool} was denied`,
  withdrawn: (tool) => `its run ended before anybody answered, so ${tool} was not carried out`,
}

/** Turns changes that people follow (states, approvals, budgets) into activity records. */
export function announceChanges(services: Services, bus: EventBus, activity: ActivityRecorder): void {
  const lastStates = new Map<string, string>()
  const stopped = new Set<string>()

  function write(record: Parameters<ActivityRecorder['record']>[0]): void {
    activity
      .record(record, 'soon')
      .catch((error: unknown) => services.logger.error({ err: error }, 'an activity record could not be written'))
  }
  function onAgent({ org, event }: SequencedEvent): void {
    const state = agentStateSchema.safeParse(stateData.safeParse(event.data).data?.state).data
    if (state === undefined || lastStates.get(event.id) === state) return
    lastStates.set(event.id, state)
    const reason = services.agents.observed(event.id)?.reason ?? ''
    write({
      org,
      agent: event.id,
      run: null,
      type: 'state_changed',
      message: reason ? `is ${state}: ${reason}` : `is ${state}`,
      data: { state },
    })
  }
  function onApproval({ org, event }: SequencedEvent): void {
    const state = approvalStateSchema.safeParse(stateData.safeParse(event.data).data?.state).data
    if (state === undefined || state === 'waiting') return
    const approval = services.approvals.get(org, event.id)
    if (!approval) return
    write({
      org,
      agent: approval.agent,
      run: approval.run,
      type: 'approval_decided',
      message: OUTCOME[state](approval.tool),
      data: { approval: approval.id, state },
    })
  }

  bus.subscribe('*', (event) => {
    if (event.log !== 'changes') return
    if (event.event.kind === 'agent') onAgent(event)
    else if (event.event.kind === 'approval') onApproval(event)
  })
  services.budgets.onChange((org, agent, warnings) => {
    for (const { budget, percent } of warnings) {
      write({
        org,
        agent,
        run: null,
        type: 'budget_alert',
        message: `${percent} % of a budget is spent`,
        data: { budget, percent },
      })
    }
    const exceeded = services.budgets.exceeded(org, agent)
    if (exceeded === null) stopped.delete(agent)
    else if (!stopped.has(agent)) {
      stopped.add(agent)
      write({ org, agent, run: null, type: 'budget_alert', message: `is held: ${exceeded}`, data: { percent: 100 } })
    }
  })
}
