import { type Agent, agents, limitsSchema } from '../../contract/agents.ts'
import { runsCreate } from '../../contract/runs.ts'
import { actorName } from '../../kernel/actor.ts'
import { isoTime } from '../../kernel/clock.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { EngineError, notFound } from '../../kernel/errors.ts'
import { holdOf } from '../agents/policy-book.ts'
import { type Ctx, type Verb, writeContext } from '../context.ts'
import { periodAt } from '../../decide/index.ts'
import { deliver } from './deliver.ts'

/** For agents that were described before there was a limit. */
const defaults = limitsSchema.parse({})

export const createRun: Verb<typeof runsCreate> = async (ctx, { params, body }) => {
  const actor = authorizeIn(ctx.actor, runsCreate)
  const by = actorName(actor)
  const id = await ctx.store.transaction(writeContext(ctx, by, actor.org), (tx) => {
    const agent = tx.get(agents, params.id)?.doc
    if (!agent) throw notFound('agent', params.id)
    const hold = holdOf(agent)
    if (hold && hold.kind !== 'paused')
      throw new EngineError(
        'conflict',
        hold.kind === 'stopped' ? `${agent.name} is not deployed. Deploy it first.` : hold.reason,
        hold.kind === 'killed' ? { details: { killNo: agent.killNo } } : {},
      )
    const exceeded = ctx.budgets.exceeded(actor.org, agent.id)
    if (exceeded !== null) throw new EngineError('budget_exceeded', exceeded)
    refuseTooMany(ctx, agent)
    const run = ctx.runs.create(tx, agent.id, body.task, by)
    tx.audit({ action: 'runs.create', target: run, details: { agent: agent.id } })
    return run
  })
  void deliver(ctx, actor.org, params.id, { run: id, task: body.task })
  const run = ctx.runs.get(actor.org, id)
  if (!run) throw notFound('run', id)
  return run
}

function refuseTooMany({ runs, clock }: Ctx, { id, org, name, limits }: Agent): void {
  const { runsPerDay } = { ...defaults, ...limits }
  const today = isoTime(periodAt('day', clock.now()).start)
  if (runs.givenSince(org, id, today) < runsPerDay) return
  throw new EngineError(
    'budget_exceeded',
    `${name} has been given ${runsPerDay} ${runsPerDay === 1 ? 'run' : 'runs'} today, which is its limit. Raise it in the configuration, or wait until midnight (UTC).`,
  )
}
