import type { Observed } from '../contract/agents.ts'
import type { AgentState } from '../contract/lifecycle.ts'
import { canMove, movesFrom } from '../decide/index.ts'
import type { AgentBook } from '../entities/agents/book.ts'
import { EngineError } from '../kernel/errors.ts'
import type { Tx } from '../store/index.ts'

/** States that a move may pass through. The others say something happened that did not. */
const PASSABLE: readonly AgentState[] = ['deploying', 'starting', 'stopped']

/** The shortest way of legal moves, `from` left out; null when there is none. Nothing to move is an empty way. */
export function wayTo(from: AgentState, to: AgentState): readonly AgentState[] | null {
  const ways: (readonly AgentState[])[] = [[from]]
  const seen = new Set<AgentState>([from])
  for (const way of ways) {
    const last = way.at(-1) ?? from
    if (last === to) return way.slice(1)
    for (const next of movesFrom(last)) {
      if (seen.has(next) || (next !== to && !PASSABLE.includes(next))) continue
      seen.add(next)
      ways.push([...way, next])
    }
  }
  return null
}

/**
 * Moves an agent along legal moves until it is `to`, each with its record. An agent that is there already gets the patch
 * and the reason; one that cannot get there stays, and false is answered.
 */
export function moveTo(
  agents: AgentBook,
  tx: Tx,
  agent: string,
  to: AgentState,
  by: string,
  reason: string,
  patch: Partial<Omit<Observed, 'state' | 'since' | 'reason'>> = {},
): boolean {
  const way = wayTo(agents.stateIn(tx, agent), to)
  if (!way) return false
  for (const state of way) agents.move(tx, agent, state, by, reason, state === to ? patch : {})
  if (way.length === 0) agents.note(tx, agent, { ...patch, reason })
  return true
}

/** @throws EngineError `illegal_transition` when the table of moves does not have it. */
export function refuseIllegal(from: AgentState, to: AgentState): void {
  if (!canMove(from, to))
    throw new EngineError('illegal_transition', `An agent that is ${from} cannot become ${to}.`, {
      details: { from, to },
    })
}
