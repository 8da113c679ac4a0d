import { expect, test } from 'vitest'
import { agentStates, type AgentState } from '../contract/lifecycle.ts'
import { canMove, movesFrom } from './lifecycle.ts'

function reachableFrom(start: AgentState): Set<AgentState> {
  const seen = new Set([start])
  for (const state of seen) for (const next of movesFrom(state)) seen.add(next)
  return seen
}

test('every state can be reached from a new agent, and from every state an agent can be taken down to a draft', () => {
  expect([...reachableFrom('draft')].toSorted()).toEqual([...agentStates].toSorted())
  for (const state of agentStates) expect(reachableFrom(state)).toContain('draft')
})

test.each([
  ['first deployment', ['draft', 'configuring', 'ready', 'provisioning', 'deploying', 'starting', 'running']],
  ['failing health and recovery', ['running', 'degraded', 'running', 'degraded', 'starting', 'running']],
  ['update that rolls back', ['running', 'updating', 'deploying', 'starting', 'running', 'updating', 'running']],
  ['stop and start', ['running', 'stopped', 'starting', 'running']],
  [
    'failed deployment, tried again',
    ['provisioning', 'error', 'provisioning', 'deploying', 'error', 'destroying', 'draft'],
  ],
  ['an unhealthy agent that is seen healthy', ['degraded', 'error', 'running']],
] as const)('%s', (_, path) => {
  for (let at = 1; at < path.length; at++) {
    const [from, to] = [path[at - 1], path[at]]
    if (from !== undefined && to !== undefined) expect([from, to, canMove(from, to)]).toEqual([from, to, true])
  }
})

test.each([
  ['draft', 'running'],
  ['draft', 'provisioning'],
  ['draft', 'destroying'],
  ['configuring', 'running'],
  ['ready', 'running'],
  ['provisioning', 'running'],
  ['deploying', 'running'],
  ['starting', 'degraded'],
  ['running', 'draft'],
  ['running', 'ready'],
  ['stopped', 'running'],
  ['stopped', 'draft'],
  ['error', 'draft'],
  ['destroying', 'running'],
  ['destroying', 'stopped'],
  ['running', 'running'],
] as const)('%s does not move to %s', (from, to) => {
  expect(canMove(from, to)).toBe(false)
})
