import { type Agent, limitsSchema } from '../../contract/agents.ts'
import { holdOf } from '../../entities/agents/policy-book.ts'
import type { AgentPolicy, PolicyPort } from '../../runtime/index.ts'
import { type RuntimeParts, agentOf } from './parts.ts'

/** For agents that were described before a limit was known. */
const defaults = limitsSchema.parse({})

/** The policy of an agent as it is at this moment: an edit binds from the next call on. */
export function createPolicyPort(parts: RuntimeParts): PolicyPort {
  const known = new WeakMap<Agent, AgentPolicy>()

  function policyOf(agent: Agent): AgentPolicy {
    return {
      ...parts.policies.of(agent.org, agent.id),
      hold: holdOf(agent),
      approvalSeconds: agent.permissions.approvalSeconds,
      approvalsRequired: agent.permissions.approvalsRequired,
      limits: { ...defaults, ...agent.limits },
    }
  }
  return {
    of(who) {
      // Every edit makes a new document, and nothing but the document counts.
      const agent = agentOf(parts, who)
      let policy = known.get(agent)
      if (!policy) {
        policy = policyOf(agent)
        known.set(agent, policy)
      }
      return policy
    },
  }
}
