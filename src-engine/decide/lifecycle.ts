import type { AgentState } from '../contract/lifecycle.ts'

/**
 * Every legal move of an agent's observed state. Work on a target can fail at any step, so each moving state leads to
 * `error`; from there an agent is deployed anew, taken down, found stopped, or seen healthy again by its probe.
 */
const moves = {
  draft: ['configuring'],
  configuring: ['draft', 'ready', 'error'],
  ready: ['configuring', 'provisioning', 'destroying'],
  provisioning: ['deploying', 'error', 'stopped', 'destroying'],
  deploying: ['starting', 'error', 'stopped', 'destroying'],
  starting: ['running', 'error', 'stopped', 'destroying'],
  running: ['degraded', 'stopped', 'updating', 'error', 'starting', 'destroying'],
  degraded: ['running', 'stopped', 'updating', 'error', 'starting', 'destroying'],
  stopped: ['starting', 'provisioning', 'updating', 'configuring', 'ready', 'destroying', 'error'],
  error: ['running', 'starting', 'stopped', 'provisioning', 'updating', 'configuring', 'ready', 'destroying'],
  updating: ['provisioning', 'deploying', 'starting', 'running', 'stopped', 'error', 'destroying'],
  destroying: ['draft', 'error'],
} as const satisfies Record<AgentState, readonly AgentState[]>

/** Where an agent may move from a state. */
export function movesFrom(state: AgentState): readonly AgentState[] {
  return moves[state]
}

/** Whether the move is legal. Staying in a state is no move. */
export function canMove(from: AgentState, to: AgentState): boolean {
  return movesFrom(from).includes(to)
}
