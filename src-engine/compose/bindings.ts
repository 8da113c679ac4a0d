import { eventsStream } from '../contract/activity.ts'
import { activityBindings } from '../entities/activity/index.ts'
import { agentBindings } from '../entities/agents/index.ts'
import { approvalBindings } from '../entities/approvals/index.ts'
import { auditBindings } from '../entities/audit/index.ts'
import { authBindings } from '../entities/auth/index.ts'
import { type Binding, bindStream } from '../entities/bind.ts'
import { budgetBindings } from '../entities/budgets/index.ts'
import { conversationBindings } from '../entities/conversations/index.ts'
import { dataBindings } from '../entities/data/index.ts'
import { deploymentBindings } from '../entities/deployments/index.ts'
import { createEventsVerb } from '../entities/events/stream.ts'
import { organizationBindings } from '../entities/organizations/index.ts'
import { providerBindings } from '../entities/providers/index.ts'
import { runBindings } from '../entities/runs/index.ts'
import { secretBindings } from '../entities/secrets/index.ts'
import { settingsBindings } from '../entities/settings/index.ts'
import { systemBindings } from '../entities/system/index.ts'
import { targetBindings } from '../entities/targets/index.ts'
import { toolCallBindings } from '../entities/tool-calls/index.ts'
import { userBindings } from '../entities/users/index.ts'
import type { EventBus } from '../kernel/events.ts'

/** Every operation with its verb. A test holds this list against the contract's table. */
export function allBindings(bus: EventBus): readonly Binding[] {
  return [
    ...authBindings,
    ...organizationBindings,
    ...userBindings,
    ...agentBindings,
    ...targetBindings,
    ...deploymentBindings,
    ...runBindings,
    ...conversationBindings,
    ...approvalBindings,
    ...budgetBindings,
    ...activityBindings,
    ...toolCallBindings,
    bindStream(eventsStream, createEventsVerb(bus)),
    ...providerBindings,
    ...secretBindings,
    ...settingsBindings,
    ...auditBindings,
    ...dataBindings,
    ...systemBindings,
  ]
}
