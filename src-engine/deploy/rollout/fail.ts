import { agents } from '../../contract/agents.ts'
import type { AgentState } from '../../contract/lifecycle.ts'
import { configOf, isComplete } from '../../entities/agents/revision.ts'
import type { Tx } from '../../store/index.ts'
import { type House, adapterOf, sentenceOf } from '../house.ts'
import type { Ending, Rollout } from '../journal/index.ts'
import { moveTo } from '../lifecycle.ts'
import { current } from './forward.ts'
import { contextOf } from './request.ts'

const MOVING: readonly AgentState[] = ['provisioning', 'deploying', 'starting', 'updating', 'destroying']

/** Puts the end of a rollout that was taken back on record. `left` is what could not be taken back. */
export async function fail(house: House, id: string, left: readonly string[]): Promise<void> {
  const rollout = current(house, id)
  const served = await servesOn(house, rollout)
  await house.store.transaction(contextOf(rollout), (tx) => {
    const now = current(house, id)
    const { agent, kind } = now.deployment
    const killed = isKilled(tx, agent)
    const ending = endingOf(now, served, left)
    const steps = now.deployment.steps.map((step) =>
      step.state === 'waiting' ? { ...step, state: 'cancelled' as const } : step,
    )
    house.journal.write(tx, {
      ...now,
      // What is left of a killed agent is the kill's to end, and the next rollout's to sweep.
      left: killed ? [] : now.left,
      config: null,
      deployment: { ...now.deployment, ...ending, endedAt: tx.at, steps },
    })
    // A step that was under way when the kill revoked all tokens may have made one since.
    if (killed) house.tokens.revokeIn(tx, house.tokens.instancesOf(agent))
    else if (kind === 'deploy') house.tokens.revokeIn(tx, [now.instance.id])
    settle(house, tx, now, ending, served, left.length > 0)
    tx.audit({
      action: 'deployments.end',
      target: agent,
      outcome: ending.state === 'cancelled' ? 'done' : 'failed',
      details: { deployment: id, kind, state: ending.state },
    })
  })
}

function isKilled(tx: Tx, agent: string): boolean {
  const doc = tx.get(agents, agent)?.doc
  return doc !== undefined && doc.killNo > doc.released
}

/** Whether what was active before still runs. Not knowing counts as no. */
export async function servesOn(house: House, { place, before, deployment, ending }: Rollout): Promise<boolean> {
  const { active } = before
  const { kind } = deployment
  // What was to be restarted and failed may run, but was not seen serving.
  if (!active || !(kind === 'deploy' || (kind === 'restart' && ending?.state === 'cancelled'))) return false
  try {
    const { instances } = await adapterOf(house, place).observe({ org: deployment.org, agent: deployment.agent, place })
    return instances.some((instance) => instance.id === active.id && instance.running && !instance.frozen)
  } catch (error) {
    house.logger.warn(
      { deployment: deployment.id, why: sentenceOf(error) },
      'the target could not be asked what runs there',
    )
    return false
  }
}

function endingOf(rollout: Rollout, served: boolean, left: readonly string[]): Ending {
  const { state, detail } = rollout.ending ?? { state: 'failed', detail: '' }
  const rest = left.length === 0 ? '' : ` Not everything could be taken back. ${left.join(' ')}`
  const on = served && rollout.deployment.kind === 'deploy' ? ' The previous agent serves on.' : ''
  return {
    state: state === 'failed' && served && left.length === 0 ? 'rolled-back' : state,
    detail: `${detail}${on}${rest}`,
  }
}

function settle(
  house: House,
  tx: Tx,
  { deployment, before }: Rollout,
  ending: Ending,
  served: boolean,
  incomplete: boolean,
): void {
  const { agent, kind, by } = deployment
  const doc = tx.get(agents, agent)?.doc
  if (!doc) return
  const state = house.agents.stateIn(tx, agent)
  if (doc.killNo > doc.released) {
    if (MOVING.includes(state)) moveTo(house.agents, tx, agent, 'stopped', by, ending.detail)
    return
  }
  const cancelled = ending.state === 'cancelled'
  // What was ordered since then decides.
  const followed = house.journal
    .unfinished()
    .some((other) => other.deployment.agent === agent && other.deployment.id > deployment.id)
  if (cancelled && !followed && doc.desired !== before.desired) tx.update(agents, agent, { desired: before.desired })
  if (served) {
    // From a first step of bringing it up there is no honest way to running but through what went wrong.
    if (state === 'provisioning' || state === 'deploying') house.agents.move(tx, agent, 'error', by, ending.detail)
    moveTo(house.agents, tx, agent, 'running', by, ending.detail)
    return
  }
  // Something may still run there, so it is not at rest.
  if (incomplete) moveTo(house.agents, tx, agent, 'error', by, ending.detail)
  else if (cancelled && kind === 'deploy' && state !== 'updating') {
    const goal = before.active ? 'stopped' : isComplete(configOf(doc)) ? 'ready' : 'configuring'
    moveTo(house.agents, tx, agent, goal, by, ending.detail)
  } else if (cancelled && (kind === 'start' || kind === 'restart'))
    moveTo(house.agents, tx, agent, 'stopped', by, ending.detail)
  else moveTo(house.agents, tx, agent, 'error', by, ending.detail)
}
