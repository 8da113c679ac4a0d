import { agents } from '../../contract/agents.ts'
import type { RunOrder } from '../../contract/runtime.ts'
import type { Ctx } from '../context.ts'

const TIMEOUT_MS = 5_000

/**
 * Hands a run to its agent now. One that cannot be reached gets it later: it asks for the runs it owes when it starts,
 * and heartbeats bring up what is still queued. Taking the same run twice is harmless.
 */
export async function deliver(
  ctx: Pick<Ctx, 'deployments' | 'logger' | 'store'>,
  org: string,
  agent: string,
  order: RunOrder,
): Promise<boolean> {
  const send = ctx.store.get(agents, org, agent) ? ctx.deployments.connect(org, agent) : null
  if (!send) return false
  try {
    const response = await send('/v1/runs', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(order),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    await response.body?.cancel()
    if (response.ok) return true
    ctx.logger.warn({ agent, run: order.run, status: response.status }, 'the agent did not take a run')
  } catch (error) {
    ctx.logger.info({ agent, run: order.run, err: error }, 'a run waits until its agent can be reached')
  }
  return false
}
