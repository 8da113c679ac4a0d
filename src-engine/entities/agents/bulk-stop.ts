import { agents, agentsBulkStop } from '../../contract/agents.ts'
import type { AgentState } from '../../contract/lifecycle.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { EngineError } from '../../kernel/errors.ts'
import type { Verb } from '../context.ts'
import { orderOf } from './workload.ts'

const STOPPABLE: readonly AgentState[] = [
  'running',
  'degraded',
  'starting',
  'updating',
  'deploying',
  'provisioning',
  'error',
]

/** Stops each agent on its own: one that cannot be stopped does not keep the others running. */
export const bulkStop: Verb<typeof agentsBulkStop> = async (ctx, { body }) => {
  const { org } = authorizeIn(ctx.actor, agentsBulkStop)
  const all = [...ctx.store.rows(agents, org).keys()].filter(
    (id) => STOPPABLE.includes(ctx.agents.observed(id)?.state ?? 'draft') || ctx.deployments.aboutToBegin(id),
  )
  const wanted = body.ids === 'all' ? all : [...new Set(body.ids)]
  const items = await Promise.all(
    wanted.map(async (id) => {
      try {
        await ctx.deployments.begin(orderOf(ctx, org, id, body.reason), 'stop')
        return { id, ok: true, detail: 'stopping' }
      } catch (error) {
        if (!(error instanceof EngineError)) throw error
        return { id, ok: false, detail: error.message }
      }
    }),
  )
  return { items }
}
