import { agents, agentsCheck } from '../../contract/agents.ts'
import { argsHash, judge } from '../../decide/index.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { notFound } from '../../kernel/errors.ts'
import type { Verb } from '../context.ts'
import { compilePolicy, holdOf } from './policy-book.ts'
import { inexactRefused, refuseInexact } from './refuse-inexact.ts'

/** The simulator: the same judgement as for a real call, with the counters of a quiet moment and no record. */
export const checkCall: Verb<typeof agentsCheck> = (ctx, { params, body }) => {
  const { org } = authorizeIn(ctx.actor, agentsCheck)
  const agent = ctx.store.get(agents, org, params.id)?.doc
  if (!agent) throw notFound('agent', params.id)
  if (body.permissions) refuseInexact({ permissions: body.permissions })
  const policy = compilePolicy({ tools: agent.tools, permissions: body.permissions ?? agent.permissions })
  const hold = holdOf(agent)
  const judgement = judge(policy.profile, {
    tool: body.tool,
    args: body.args,
    argsHash: inexactRefused('/args', () => argsHash(body.args)),
    // An agent that does not run yet is judged as if it did: the question is about its rights.
    hold: hold === null || hold.kind === 'stopped' ? null : hold.reason,
    budgetExceeded: ctx.budgets.exceeded(org, agent.id),
    rate: { minute: 0, hour: 0, day: 0 },
    approval: null,
    now: ctx.clock.now(),
  })
  return { verdict: judgement.verdict, reason: judgement.reason, rule: judgement.rule, trace: [...judgement.trace] }
}
