import { createRehearsal } from '../../rehearsal/index.ts'
import { type IdentityPort, type RuntimePorts, systemHosts } from '../../runtime/index.ts'
import { createApprovalPort } from './approval-port.ts'
import { createBudgetPort } from './budget-port.ts'
import { createConfigPort } from './config-port.ts'
import { createDecisionPort } from './decision-port.ts'
import { createModelPort } from './model-port.ts'
import type { RuntimeParts } from './parts.ts'
import { createPolicyPort } from './policy-port.ts'
import { createRatePort } from './rate-port.ts'
import { createRunMeter } from './run-meter.ts'
import { createRunsPort } from './runs-port.ts'
import { createSinkPort } from './sink-port.ts'

/** The runtime's ports over entities and store. */
export function createRuntimePorts(parts: RuntimeParts, identity: IdentityPort): RuntimePorts {
  const { clock, ids, logger, fetch } = parts.services
  const meter = createRunMeter(parts.services)
  return {
    clock,
    ids,
    log: logger,
    fetch,
    identity,
    config: createConfigPort(parts),
    policy: createPolicyPort(parts),
    runs: createRunsPort(parts, meter),
    rate: createRatePort(parts),
    decisions: createDecisionPort(parts, meter),
    approvals: createApprovalPort(parts),
    budget: createBudgetPort(parts, meter),
    sink: createSinkPort(parts),
    models: createModelPort(parts),
    rehearsal: createRehearsal(),
    hosts: systemHosts,
  }
}
