import { limitsSchema } from '../../contract/agents.ts'
import { holdOf } from '../../entities/agents/policy-book.ts'
import type { PolicyPort } from '../../runtime/index.ts'
import { type RuntimeParts, agentOf } from './parts.ts'

/** For agents that were described before a limit was known. */
const defaults = limitsSchema.parse({})

/** The policy of an agent as it is at this moment: an edit binds from the next call on. */
export function createPolicyPort(parts: RuntimeParts): PolicyPort {
  return {
    of(who) {
      const agent = agentOf(parts, who)
      return {
        ...parts.policies.of(agent.org, agent.id),
        hold: holdOf(agent),
        approvalSeconds: agent.permissions.approvalSeconds,
        approvalsRequired: agent.permissions.approvalsRequired,
        limits: { ...defaults, ...agent.limits },
      }
    },
  }
}
