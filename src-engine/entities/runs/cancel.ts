import { runsCancel } from '../../contract/runs.ts'
import { actorName } from '../../kernel/actor.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { EngineError, notFound } from '../../kernel/errors.ts'
import { type Verb, writeContext } from '../context.ts'
import { hasEnded } from './desk.ts'

export const cancelRun: Verb<typeof runsCancel> = async (ctx, { params }) => {
  const actor = authorizeIn(ctx.actor, runsCancel)
  const run = ctx.runs.get(actor.org, params.id)
  if (!run) throw notFound('run', params.id)
  if (hasEnded(run.state))
    throw new EngineError(
      'conflict',
      `This run has ${run.state === 'cancelled' ? 'been cancelled' : run.state} already.`,
    )
  await ctx.store.transaction(writeContext(ctx, actorName(actor), actor.org), (tx) => {
    // Closed here first: whatever the agent still asks for this run is refused from now on.
    ctx.runs.report(tx, run.agent, {
      run: run.id,
      state: 'cancelled',
      reason: `cancelled by ${actorName(actor)}`,
      steps: run.steps,
    })
    tx.audit({ action: 'runs.cancel', target: run.id })
  })
  await ctx.approvals.withdrawRun(actor.org, run.id)
  const send = ctx.deployments.connect(actor.org, run.agent)
  if (send)
    await tell(send, run.id, (error) =>
      ctx.logger.info({ run: run.id, err: error }, 'the agent hears of a cancelled run with its next heartbeat'),
    )
  return ctx.runs.get(actor.org, params.id) ?? run
}

async function tell(
  send: (path: string, init?: RequestInit) => Promise<Response>,
  run: string,
  onError: (error: unknown) => void,
): Promise<void> {
  try {
    const response = await send(`/v1/runs/${run}/cancel`, { method: 'POST', signal: AbortSignal.timeout(2_000) })
    await response.body?.cancel()
  } catch (error) {
    onError(error)
  }
}
