import type { Verdict } from '../contract/permissions.ts'
import type { CompiledProfile, CompiledRule, CompiledTool } from './compile-profile.ts'
import { isHostStep, judgeHost } from './judge-host.ts'
import type { JudgeRequest, Judgement, Step, StepName } from './judgement.ts'
import { fullWindow } from './rate.ts'

/**
 * Judges one tool call. Pure: the same request gives the same judgement. The steps run in this order and the first that
 * denies ends it: agent held, profile (tool, risk, side effect, rules), arguments, host, budget, rate, approval. The
 * strictest matching rule wins. Anything unexpected is a denial; no input makes this throw.
 */
export function judge(compiled: CompiledProfile, request: JudgeRequest): Judgement {
  const trace: Step[] = []
  try {
    return decide(compiled, request, trace)
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown reason'
    return close(trace, 'error', 'deny', `The call could not be judged, so it is denied (${why}).`, null)
  }
}

function decide(compiled: CompiledProfile, request: JudgeRequest, trace: Step[]): Judgement {
  if (request.hold !== null) return close(trace, 'agent', 'deny', request.hold, null)
  trace.push(AGENT_FREE)

  const tool = compiled.tools.get(request.tool)
  if (tool === undefined) return close(trace, 'tool', 'deny', `The agent has no tool named ${request.tool}.`, null)
  if (tool.blocked !== null) return close(trace, 'tool', 'deny', tool.blocked, null)
  trace.push(TOOL_FREE)

  const rule = strictest(tool, request.args)
  const verdict = rule?.verdict ?? compiled.otherwise
  const because = rule?.because ?? `No rule names this call, and then the profile says ${verdict}.`
  const ruleId = rule?.id ?? null
  if (verdict === 'deny') return close(trace, 'rules', 'deny', because, ruleId)
  trace.push({ step: 'rules', outcome: verdict, detail: because })

  const unfit = tool.check(request.args)
  if (unfit !== null) return close(trace, 'arguments', 'deny', `The arguments do not fit the tool: ${unfit}.`, ruleId)
  trace.push(ARGUMENTS_FIT)

  if (isHostStep(request.tool)) {
    const refusal = judgeHost(compiled, request.args)
    if (refusal !== null) return close(trace, 'host', 'deny', refusal, ruleId)
    trace.push(HOST_LISTED)
  }

  if (request.budgetExceeded !== null) return close(trace, 'budget', 'deny', request.budgetExceeded, ruleId)
  trace.push(BUDGET_LEFT)

  const full = fullWindow(compiled.rate, request.rate)
  if (full !== null)
    return close(trace, 'rate', 'deny', `The agent has used its ${full.most} calls of this ${full.window}.`, ruleId)
  trace.push(RATE_LEFT)

  // The step is in the trace already.
  if (verdict === 'allow') return { verdict, decidedBy: 'rules', reason: because, rule: ruleId, trace }
  return judgeApproval(request, because, ruleId, trace)
}

/** Rules come strictest first, so the first that matches is the strictest. */
function strictest(tool: CompiledTool, args: unknown): CompiledRule | null {
  for (const rule of tool.rules) if (matches(rule, args)) return rule
  return null
}

function matches(rule: CompiledRule, args: unknown): boolean {
  const inDoubt = rule.verdict !== 'allow'
  for (const condition of rule.conditions) {
    const answer = condition(args)
    if (answer === 'no' || (answer === 'unclear' && !inDoubt)) return false
  }
  return true
}

function judgeApproval(
  { approval, argsHash, tool, now }: JudgeRequest,
  because: string,
  rule: string | null,
  trace: Step[],
): Judgement {
  if (approval === null) return close(trace, 'approval', 'ask', `${because} A person has to approve it.`, rule)
  if (approval.tool !== tool || approval.argsHash !== argsHash) {
    return close(
      trace,
      'approval-mismatch',
      'deny',
      'The approval was given for another call: tool or arguments differ.',
      rule,
    )
  }
  if (approval.state === 'denied') return close(trace, 'approval', 'deny', 'The request for approval was denied.', rule)
  if (approval.state === 'withdrawn')
    return close(trace, 'approval', 'deny', 'The request for approval was withdrawn.', rule)
  // Written so that a deadline that is not a number counts as passed.
  if (approval.state === 'expired' || !(now < approval.expiresAt))
    return close(trace, 'approval', 'deny', 'The approval has expired.', rule)
  if (approval.state === 'approved')
    return close(trace, 'approval', 'allow', 'A person approved exactly this call.', rule)
  return close(trace, 'approval', 'ask', `${because} It still waits for a person.`, rule)
}

function close(trace: Step[], step: StepName, verdict: Verdict, reason: string, rule: string | null): Judgement {
  trace.push({ step, outcome: verdict, detail: reason })
  return { verdict, decidedBy: step, reason, rule, trace }
}

const AGENT_FREE: Step = { step: 'agent', outcome: 'pass', detail: 'Nothing holds the agent.' }
const TOOL_FREE: Step = {
  step: 'tool',
  outcome: 'pass',
  detail: 'The agent has the tool; its risk and side effects are within the profile.',
}
const ARGUMENTS_FIT: Step = { step: 'arguments', outcome: 'pass', detail: 'The arguments fit the tool.' }
const HOST_LISTED: Step = { step: 'host', outcome: 'pass', detail: 'The host is one the profile allows.' }
const BUDGET_LEFT: Step = { step: 'budget', outcome: 'pass', detail: 'No budget is used up.' }
const RATE_LEFT: Step = { step: 'rate', outcome: 'pass', detail: 'Calls are left in this minute, hour and day.' }
