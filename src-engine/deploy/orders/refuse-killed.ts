import type { Agent } from '../../contract/agents.ts'
import { EngineError } from '../../kernel/errors.ts'
import { type House, adapterOf } from '../house.ts'
import type { Rollout } from '../journal/index.ts'

/** @throws EngineError `conflict` while a kill of the agent stands. */
export function refuseKilled(agent: Agent): void {
  const why = killedSentence(agent)
  if (why !== null) throw new EngineError('conflict', why, { details: { killNo: agent.killNo } })
}

/** Why the agent may not start, or null. */
export function killedSentence({ name, killNo, released }: Agent): string | null {
  return killNo > released ? `${name} was killed (kill ${killNo}). Release it first, naming that kill.` : null
}

/**
 * Reads the mark at the target: another device may have killed the agent.
 * @throws EngineError `conflict` for a mark above what was released; `dependency_unavailable` when it cannot be read
 */
export async function refuseMarked(
  house: House,
  { deployment, place }: Pick<Rollout, 'deployment' | 'place'>,
  agent: Agent,
): Promise<void> {
  const { killMark } = await adapterOf(house, place).observe({ org: deployment.org, agent: deployment.agent, place })
  if (killMark !== null && killMark > agent.released) {
    throw new EngineError(
      'conflict',
      `Its target holds the mark of kill ${killMark} of ${agent.name}, which nobody has released. It cannot start there.`,
      { details: { killNo: killMark } },
    )
  }
}
