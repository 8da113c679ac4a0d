import { type Agent, agents } from '../../contract/agents.ts'
import type { Deployment } from '../../contract/deployments.ts'
import type { TargetPlace } from '../../contract/targets.ts'
import type { AgentState } from '../../contract/lifecycle.ts'
import type { Order } from '../../entities/deployments/port.ts'
import { actorName } from '../../kernel/actor.ts'
import { EngineError, notFound } from '../../kernel/errors.ts'
import type { Tx } from '../../store/index.ts'
import type { KillReport, WorkloadRef } from '../adapter.ts'
import { type House, adapterOf, sentenceOf } from '../house.ts'
import { type Rollout, type Workload, withStep } from '../journal/index.ts'
import { moveTo, refuseIllegal } from '../lifecycle.ts'
import { announce } from '../rollout/carry-out.ts'
import { current } from '../rollout/forward.ts'
import { contextOf } from '../rollout/request.ts'
import { forgetLeft } from '../rollout/take-back.ts'
import { newRollout } from './new-rollout.ts'
import { agentOf, placeOf, stateOf } from './subject.ts'

const STEP = { id: 'kill', title: 'Freeze, mark, end and verify' }
/** States of an agent that has never had anything at a target: there is nothing to kill. */
const NOTHING_THERE: readonly AgentState[] = ['draft', 'configuring', 'ready']

/**
 * Kills. First the counter rises on disk, from which moment the runtime denies everything and no token is valid; then
 * the target freezes, marks and ends what is there, whatever rollout is under way. Answers when the target has confirmed
 * or could not.
 * @throws EngineError `illegal_transition` for an agent with nothing at a target
 */
export async function kill(house: House, order: Order): Promise<Deployment> {
  const agent = agentOf(house, order.org, order.agent)
  house.underway.callOff(agent.id, 'kill')
  const state = stateOf(house, agent.id)
  const workload = house.workloads.get(agent.id)
  // What was ever at a target can be killed, whatever is believed to be there now.
  if (NOTHING_THERE.includes(state) && !workload?.generation) refuseIllegal(state, 'stopped')
  const { target, place } = workload ?? placeOf(house, agent)
  // Whoever sees the counter before the target is marked takes nothing back yet: that might start something again.
  const marked = Promise.withResolvers<void>()
  house.underway.hold(agent.id, marked.promise)
  try {
    const rollout = await putOnRecord(house, order, agent, { target, place }).catch((error: unknown) =>
      killWithoutRecord(house, agent, place, error),
    )
    house.underway.stop(agent.id, { kind: 'cancel', detail: `${agent.name} was killed (kill ${rollout.killNo}).` })
    const report = await endAtTarget(house, rollout)
    marked.resolve()
    await settleKill(house, rollout.deployment.id, report)
    return current(house, rollout.deployment.id).deployment
  } finally {
    marked.resolve()
  }
}

/** From here on nothing is allowed to the agent, whatever becomes of its process. */
function putOnRecord(
  house: House,
  order: Order,
  agent: Agent,
  at: Pick<Workload, 'target' | 'place'>,
): Promise<Rollout> {
  const by = actorName(order.actor)
  return house.store.transaction(
    { org: order.org, actor: by, requestId: order.requestId, ...(order.mark ? { mark: order.mark } : {}) },
    (tx) => {
      const doc = tx.get(agents, agent.id)?.doc
      if (!doc) throw notFound('agent', agent.id)
      const killNo = nextKill(doc)
      tx.update(agents, doc.id, { killNo, desired: 'stopped' })
      house.tokens.revokeIn(tx, house.tokens.instancesOf(doc.id))
      house.workloads.patch(tx, doc.id, { unconfirmedKill: killNo })
      const rollout = newRollout(house, order, 'kill', doc, tx.at, { ...at, killNo, steps: [STEP] })
      const written = withStep(rollout, STEP, { state: 'running', startedAt: tx.at })
      house.journal.write(tx, written)
      tx.emit({ kind: 'agent', id: doc.id, agent: doc.id, data: { killNo } })
      const details = { killNo, reason: order.reason, deployment: written.deployment.id }
      tx.audit({ action: 'agents.kill', target: doc.id, details })
      return written
    },
  )
}

/** A store that cannot write does not keep an agent alive: it is ended and marked at its target all the same. */
async function killWithoutRecord(house: House, agent: Agent, place: TargetPlace, error: unknown): Promise<never> {
  house.logger.error({ err: error, agent: agent.id }, 'a kill could not be put on record')
  const { confirmed, detail } = await killAt(house, { org: agent.org, agent: agent.id, place }, nextKill(agent))
  const why = sentenceOf(error)
  throw new EngineError(
    error instanceof EngineError ? error.code : 'internal',
    confirmed
      ? `${agent.name} was ended and marked at its target, but that could not be put on record: ${why} Then kill it again.`
      : `The kill could not be put on record: ${why} Nor was it confirmed by the target: ${detail}`,
    { cause: error },
  )
}

function nextKill({ killNo, released }: Agent): number {
  return Math.max(killNo, released) + 1
}

/** Goes on with a kill that a crash interrupted. */
export async function resumeKill(house: House, rollout: Rollout): Promise<void> {
  const ending = endAtTarget(house, rollout)
  house.underway.hold(rollout.deployment.agent, ending)
  await settleKill(house, rollout.deployment.id, await ending)
}

function endAtTarget(house: House, { deployment: { org, agent }, place, killNo }: Rollout): Promise<KillReport> {
  return killAt(house, { org, agent, place }, killNo ?? 0)
}

async function killAt(house: House, ref: WorkloadRef, killNo: number): Promise<KillReport> {
  try {
    return await adapterOf(house, ref.place).kill(ref, killNo)
  } catch (error) {
    house.logger.warn({ err: error, agent: ref.agent }, 'a kill was not confirmed')
    return { confirmed: false, detail: sentenceOf(error) }
  }
}

async function settleKill(house: House, id: string, report: KillReport): Promise<void> {
  const rollout = current(house, id)
  const { agent, by } = rollout.deployment
  const detail = outcomeOf(report)
  await house.store.transaction(contextOf(rollout), (tx) => {
    const state = report.confirmed ? 'succeeded' : 'failed'
    const done = withStep({ ...current(house, id), results: { kill: { confirmed: report.confirmed } } }, STEP, {
      state: report.confirmed ? 'done' : 'failed',
      detail,
      endedAt: tx.at,
    })
    house.journal.write(tx, { ...done, deployment: { ...done.deployment, state, detail, endedAt: tx.at } })
    noteKill(house, tx, agent, rollout.killNo ?? 0, report)
    cameToRest(house, tx, agent, by, killedBy(rollout.killNo ?? 0, report))
    tx.audit({
      action: 'deployments.end',
      target: agent,
      outcome: report.confirmed ? 'done' : 'failed',
      details: { deployment: id, kind: 'kill', killNo: rollout.killNo, confirmed: report.confirmed },
    })
  })
  await announce(house, id)
}

function outcomeOf({ confirmed, detail }: KillReport): string {
  return confirmed ? detail : `process not confirmed: ${detail}`
}

/** Why an agent that was killed is stopped, with what its target said of it, if it was asked. */
export function killedBy(killNo: number, report: KillReport | null): string {
  return `killed (kill ${killNo})${report ? `: ${outcomeOf(report)}` : ''}`
}

/** Puts on record whether the target has confirmed a kill, for whoever retries it and for every screen. */
export function noteKill(house: House, tx: Tx, agent: string, killNo: number, { confirmed, detail }: KillReport): void {
  house.workloads.patch(tx, agent, { unconfirmedKill: confirmed ? null : killNo })
  if (confirmed) forgetLeft(house, tx, agent)
  if (tx.get(agents, agent))
    house.agents.note(tx, agent, { unconfirmedKill: confirmed ? null : { killNo, needs: detail } })
}

/** A killed agent is stopped; one that was being removed has no such move and shows the error; one without a workload stays as it is. */
function cameToRest(house: House, tx: Tx, agent: string, by: string, reason: string): void {
  if (!tx.get(agents, agent)) return
  for (const state of ['stopped', 'error'] as const) if (moveTo(house.agents, tx, agent, state, by, reason)) return
  house.agents.note(tx, agent, { reason })
}

/**
 * Tries a kill again that the target has not confirmed yet.
 * @returns whether it has now
 */
export async function confirmKill(house: House, agent: string): Promise<boolean> {
  const workload = house.workloads.get(agent)
  if (!workload || workload.unconfirmedKill === null) return true
  const killNo = workload.unconfirmedKill
  try {
    const report = await adapterOf(house, workload.place).kill(
      { org: workload.org, agent, place: workload.place },
      killNo,
    )
    if (!report.confirmed) return false
    await house.store.transaction({ org: workload.org, actor: 'system:reconcile', requestId: '' }, (tx) => {
      if (house.workloads.get(agent)?.unconfirmedKill !== killNo) return
      noteKill(house, tx, agent, killNo, report)
      if (tx.get(agents, agent)) house.agents.note(tx, agent, { reason: killedBy(killNo, report) })
      tx.audit({ action: 'agents.kill', target: agent, details: { killNo, confirmed: true, detail: report.detail } })
    })
    return true
  } catch (error) {
    house.logger.debug({ agent, why: sentenceOf(error) }, 'a kill is still not confirmed')
    return false
  }
}
