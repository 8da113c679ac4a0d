import type { Approval } from '../../contract/approvals.ts'
import { isoTime } from '../../kernel/clock.ts'
import type { AgentIdentity, ApprovalAnswer, ApprovalPort } from '../../runtime/index.ts'
import { approvalRequests } from '../../store/index.ts'
import { approvalUses } from './decision-port.ts'
import { type RuntimeParts, agentOf } from './parts.ts'

export function createApprovalPort(parts: RuntimeParts): ApprovalPort {
  const { approvals, store } = parts.services

  function answer(approval: Approval): ApprovalAnswer {
    const record = store.stream(approvalRequests).get(approval.id)
    const comment = approval.votes.findLast((vote) => vote.comment !== '')?.comment ?? null
    return {
      id: approval.id,
      run: approval.run,
      call: record?.doc.call ?? '',
      tool: approval.tool,
      argsHash: approval.argsHash,
      state: approval.state,
      expiresAt: Date.parse(approval.expiresAt),
      comment,
    }
  }
  function own(who: AgentIdentity, id: string): ApprovalAnswer | null {
    const approval = approvals.get(who.org, id)
    return approval && approval.agent === who.agent ? answer(approval) : null
  }
  return {
    async request(who, wanted) {
      const approved = approvals.approvedFor(who.org, wanted.run, wanted.call, wanted.argsHash)
      if (approved && store.local.get(approvalUses, approved.id)?.concluded !== true) return answer(approved)
      const agent = agentOf(parts, who)
      const approval = await approvals.request(who.org, {
        agent: agent.id,
        agentName: agent.name,
        run: wanted.run,
        call: wanted.call,
        tool: wanted.tool.id,
        args: wanted.args,
        argsHash: wanted.argsHash,
        risk: wanted.tool.risk,
        sideEffects: wanted.tool.sideEffects,
        reason: wanted.reason,
        policyRev: wanted.policyRev,
        required: wanted.required,
        expiresAt: isoTime(wanted.expiresAt),
      })
      return answer(approval)
    },
    get: (who, id) => Promise.resolve(own(who, id)),
    async wait(who, id, waitMs, signal) {
      if (own(who, id)?.state === 'waiting') await approvals.wait(who.org, id, waitMs, signal)
      return own(who, id)
    },
  }
}
