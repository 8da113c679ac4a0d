import type { runtimeDecide, DecisionReply } from '../../contract/runtime.ts'
import { fullWindow, judge, runLimitReached, type Judgement, type PresentedApproval } from '../../decide/index.ts'
import { isoTime } from '../../kernel/clock.ts'
import type { Call } from '../call.ts'
import { createOnce, onceKey } from '../http/once.ts'
import type { AgentIdentity, AgentPolicy, ApprovalAnswer, DecisionRecord, RuntimePorts } from '../ports.ts'
import { hashArgs } from './hash-args.ts'

/** How long an allowed call may wait before it begins. */
const DECISION_MS = 60_000

type DecideCall = Call<typeof runtimeDecide>

/**
 * Judges a tool call, records the judgement and only then answers. The arguments are hashed here, whatever the agent
 * says about them. A repeat (same key, or no key and the same call) gets the same decision while policy and hold are unchanged and
 * the run is open.
 */
export function createDecide(ports: RuntimePorts): (call: DecideCall) => Promise<DecisionReply> {
  const once = createOnce<DecisionReply>(ports.clock)
  return (call) => {
    const argsHash = hashArgs(call.body.args)
    const policy = ports.policy.of(call.who)
    if (policy.hold !== null || !ports.runs.isOpen(call.who, call.body.run))
      return decide(ports, policy, call, argsHash)
    const { run, call: name, tool, approvalId } = call.body
    const key = onceKey(
      call.who.agent,
      call.who.instance,
      // Without a key the call's own id, which a retry repeats too, says what is a repeat.
      call.idempotencyKey ?? '',
      run,
      name,
      tool,
      argsHash,
      approvalId ?? '',
      policy.policyRev,
    )
    return once(key, () => decide(ports, policy, call, argsHash))
  }
}

async function decide(
  ports: RuntimePorts,
  policy: AgentPolicy,
  { who, body }: DecideCall,
  argsHash: string,
): Promise<DecisionReply> {
  const given = body.approvalId === undefined ? null : await ports.approvals.get(who, body.approvalId)
  const approval = body.approvalId === undefined ? null : presented(given, body)
  let judgement = judgeNow(ports, policy, who, body, argsHash, approval)
  let approvalId = judgement.decidedBy === 'approval' ? (body.approvalId ?? null) : null
  let asked = given
  if (judgement.verdict === 'ask' && given === null) judgement = limitAsking(ports, policy, who, judgement)
  if (judgement.verdict === 'ask' && given === null) {
    asked = await ask(ports, policy, who, body, argsHash, judgement.reason)
    approvalId = asked.id
    // The agent may have lost the id of an approval that a person has answered meanwhile.
    if (asked.state !== 'waiting') judgement = judgeNow(ports, policy, who, body, argsHash, presented(asked, body))
  }
  if (judgement.decidedBy === 'approval-mismatch') {
    await ports.sink.incident(who, {
      kind: 'approval-mismatch',
      detail: `${body.tool} was asked with an approval given for another call.`,
      run: body.run,
      decision: null,
      at: ports.clock.now(),
    })
  }
  const record = recordOf(ports, policy, who, body, argsHash, judgement, approvalId)
  if ((await ports.decisions.record(record)) === 'recorded') return replyOf(record, asked)
  const refused = recordOf(
    ports,
    policy,
    who,
    body,
    argsHash,
    { ...judgement, verdict: 'deny', reason: 'The approval has been used already; it lets one call through.' },
    null,
  )
  await ports.decisions.record(refused)
  return replyOf(refused, asked)
}

type Body = DecideCall['body']

function judgeNow(
  ports: RuntimePorts,
  policy: AgentPolicy,
  who: AgentIdentity,
  body: Body,
  argsHash: string,
  approval: PresentedApproval | null,
): Judgement {
  const now = ports.clock.now()
  const judgement = judge(policy.profile, {
    tool: body.tool,
    args: body.args,
    argsHash,
    hold:
      policy.hold?.reason ??
      (ports.runs.isOpen(who, body.run)
        ? runLimitReached(policy.limits, ports.runs.used(who, body.run))
        : 'The run is not one the agent still has to do.'),
    budgetExceeded: ports.budget.exceeded(who, now),
    rate: ports.rate.counts(who, 'call', now),
    approval,
    now,
  })
  // Counted at once, before anything is awaited, so that calls made together cannot all see the same count.
  if (judgement.verdict === 'allow') ports.rate.count(who, 'call', now)
  return judgement
}

/** Counts a request for approval, or denies it: people can be flooded too. Like calls, counted before anything is awaited. */
function limitAsking(ports: RuntimePorts, policy: AgentPolicy, who: AgentIdentity, judgement: Judgement): Judgement {
  const now = ports.clock.now()
  const full = fullWindow(policy.profile.rate, ports.rate.counts(who, 'ask', now))
  if (full === null) {
    ports.rate.count(who, 'ask', now)
    return judgement
  }
  const reason = `The agent has asked for approval ${full.most} times in this ${full.window}, as often as it may.`
  // In place of the step that would have asked.
  const trace = [...judgement.trace.slice(0, -1), { step: 'rate', outcome: 'deny', detail: reason } as const]
  return { ...judgement, verdict: 'deny', decidedBy: 'rate', reason, trace }
}

/** An approval that does not exist, or was given for another run or call, is presented so that it fits nothing. */
function presented(approval: ApprovalAnswer | null, body: Body): PresentedApproval {
  const fits = approval !== null && approval.run === body.run && approval.call === body.call
  if (!fits) return { tool: '', argsHash: '', state: 'denied', expiresAt: 0 }
  return { tool: approval.tool, argsHash: approval.argsHash, state: approval.state, expiresAt: approval.expiresAt }
}

async function ask(
  ports: RuntimePorts,
  policy: AgentPolicy,
  who: AgentIdentity,
  body: Body,
  argsHash: string,
  reason: string,
): Promise<ApprovalAnswer> {
  const tool = policy.tools.get(body.tool)
  if (tool === undefined) throw new Error(`The policy judged ${body.tool} but does not list it.`)
  return ports.approvals.request(who, {
    run: body.run,
    call: body.call,
    tool,
    args: body.args,
    argsHash,
    reason,
    policyRev: policy.policyRev,
    required: policy.approvalsRequired,
    expiresAt: ports.clock.now() + policy.approvalSeconds * 1_000,
  })
}

function recordOf(
  ports: RuntimePorts,
  policy: AgentPolicy,
  who: AgentIdentity,
  body: Body,
  argsHash: string,
  judgement: Judgement,
  approvalId: string | null,
): DecisionRecord {
  const at = ports.clock.now()
  const { verdict, decidedBy, rule, reason, trace } = judgement
  return {
    id: ports.ids.next('dec'),
    ...who,
    run: body.run,
    call: body.call,
    tool: body.tool,
    args: body.args,
    argsHash,
    verdict,
    decidedBy,
    rule,
    reason,
    passed: trace.map(({ step }) => step).filter((step) => step !== decidedBy),
    policyRev: policy.policyRev,
    approvalId,
    at,
    expiresAt: verdict === 'allow' ? at + DECISION_MS : null,
  }
}

function replyOf(record: DecisionRecord, asked: ApprovalAnswer | null): DecisionReply {
  const { id: decisionId, verdict, reason } = record
  if (verdict === 'allow' && record.expiresAt !== null)
    return { verdict, decisionId, reason, expiresAt: isoTime(record.expiresAt) }
  if (verdict === 'ask' && asked !== null)
    return { verdict, decisionId, reason, approvalId: asked.id, expiresAt: isoTime(asked.expiresAt) }
  return { verdict: 'deny', decisionId, reason }
}
