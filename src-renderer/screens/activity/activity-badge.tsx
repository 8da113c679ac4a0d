import type { Activity } from '../../../src-engine/contract/activity.ts'
import { approvalStateSchema } from '../../../src-engine/contract/approvals.ts'
import { deploymentSchema } from '../../../src-engine/contract/deployments.ts'
import { StateBadge, type StateWord } from '../../components/state-badge.tsx'
import { t } from '../../i18n/index.ts'
import { deploymentWord } from '../agent/deployment/deployment-word.ts'

const workSchema = deploymentSchema.pick({ kind: true, state: true })

const states: Readonly<Record<Activity['type'], StateWord>> = {
  session_start: 'info',
  session_end: 'info',
  message_received: 'info',
  message_sent: 'done',
  tool_call_start: 'working',
  tool_call_end: 'allow',
  tool_call_error: 'degraded',
  tool_blocked: 'deny',
  approval_requested: 'ask',
  approval_decided: 'done',
  task_assigned: 'info',
  task_completed: 'succeeded',
  error: 'error',
  warning: 'degraded',
  heartbeat: 'healthy',
  memory_write: 'done',
  budget_alert: 'nearBudget',
  state_changed: 'info',
  deployment: 'deploying',
  model_call: 'info',
  incident: 'incident',
}

/** The kind of an event as a badge: colour, shape and word. A decision and work on a target show how they ended. */
export function ActivityBadge({ activity: { type, data } }: { readonly activity: Activity }) {
  const work = type === 'deployment' ? workSchema.safeParse(data).data : undefined
  if (work !== undefined)
    return <StateBadge state={deploymentWord(work.state)} word={t(`deployment.kind.${work.kind}`)} />
  const outcome = type === 'approval_decided' ? approvalStateSchema.safeParse(data['state']).data : undefined
  if (outcome !== undefined) return <StateBadge state={outcome} />
  return <StateBadge state={states[type]} word={t(`activity.type.${type}`)} />
}
