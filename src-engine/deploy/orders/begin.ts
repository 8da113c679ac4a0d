import { type Agent, agents } from '../../contract/agents.ts'
import type { Deployment } from '../../contract/deployments.ts'
import type { AgentState } from '../../contract/lifecycle.ts'
import { canMove } from '../../decide/index.ts'
import { configOf, revisionOf } from '../../entities/agents/revision.ts'
import type { DeploymentKind, Order } from '../../entities/deployments/port.ts'
import { actorName } from '../../kernel/actor.ts'
import { EngineError, notFound } from '../../kernel/errors.ts'
import type { Tx } from '../../store/index.ts'
import { type House, adapterOf } from '../house.ts'
import { type Rollout, waitingStep } from '../journal/index.ts'
import { refuseIllegal } from '../lifecycle.ts'
import { refusalsOf } from '../planning/refusals.ts'
import { carryOut } from '../rollout/carry-out.ts'
import { requestOf, stepsOf } from '../rollout/request.ts'
import { newRollout } from './new-rollout.ts'
import { refuseKilled, refuseMarked } from './refuse-killed.ts'
import { agentOf, placeOf, refuseOtherVersion, stateOf } from './subject.ts'

type BeginKind = Exclude<DeploymentKind, 'kill' | 'release'>

const AUDIT = {
  deploy: 'deployments.deploy',
  stop: 'agents.stop',
  start: 'agents.start',
  restart: 'agents.restart',
  destroy: 'agents.destroy',
} as const satisfies Record<BeginKind, string>

/**
 * Begins a rollout: checks that it may be, writes it to the journal and answers; the steps follow in the background. A
 * stop and a destroy take the place of a rollout under way, which is cancelled and taken back first, and of one that is
 * still asking its target, which is called off.
 * @throws EngineError as DeploymentPort.begin says
 */
export async function begin(house: House, order: Order, kind: BeginKind, revision?: string): Promise<Deployment> {
  const { org, agent: id } = order
  const agent = agentOf(house, org, id)
  const preempt = kind === 'stop' || kind === 'destroy'
  const state = stateOf(house, id)
  const calledOff = preempt && house.underway.callOff(id, kind)
  if (calledOff && !canMove(state, firstState(kind, state))) {
    throw new EngineError(
      'conflict',
      `What was about to begin for ${agent.name} was called off. It is ${state}, so there is nothing else to ${kind}.`,
    )
  }
  refuseMove(order, kind, state)
  if (!preempt) refuseKilled(agent)
  const reservation = house.underway.reserve(id, agent.name, preempt)
  try {
    const rollout = kind === 'deploy' ? deployment(house, order, agent, revision) : operation(house, order, kind, agent)
    if (!preempt) await refuseMarked(house, rollout, agent)
    if (kind === 'deploy') await refuseByTarget(house, rollout)
    if (preempt) await stopOther(house, order)
    const written = await house.store.transaction(
      { org, actor: actorName(order.actor), requestId: order.requestId, ...(order.mark ? { mark: order.mark } : {}) },
      (tx) => {
        if (reservation.calledOff !== null) throw calledOffBy(agent, reservation.calledOff, kind)
        return open(house, tx, kind, rollout, order)
      },
    )
    house.underway.run(id, written.deployment.id, (running) => carryOut(house, written.deployment.id, running))
    return written.deployment
  } finally {
    reservation.release()
  }
}

function calledOffBy({ name }: Agent, other: string, kind: BeginKind): EngineError {
  return new EngineError('conflict', `A ${other} of ${name} was ordered meanwhile, so this ${kind} was not begun.`)
}

/** Writes the rollout, what is desired from now on, and the first move, if nothing changed while the target was asked. */
function open(house: House, tx: Tx, kind: BeginKind, rollout: Rollout, order: Order): Rollout {
  const { deployment, instance, place } = rollout
  const { agent: id, org, by, target } = deployment
  const row = tx.get(agents, id)
  if (!row) throw notFound('agent', id)
  refuseOtherVersion(row, order)
  const agent = row.doc
  const running = kind !== 'stop' && kind !== 'destroy'
  if (running) refuseKilled(agent)
  const state = house.agents.stateIn(tx, id)
  refuseMove(order, kind, state)
  const desired = running ? 'running' : 'stopped'
  if (order.actor.kind === 'system') refuseOutdated(agent, desired)
  if (agent.desired !== desired) tx.update(agents, id, { desired })
  const first = firstState(kind, state)
  if (kind !== 'stop') house.agents.move(tx, id, first, by, rollout.reason)
  const workload = house.workloads.get(id) ?? {
    agent: id,
    org,
    target,
    place,
    active: null,
    config: null,
    made: null,
    generation: 0,
    runtime: null,
    unconfirmedKill: null,
  }
  const moved = workload.active === null ? { ...workload, target, place } : workload
  house.workloads.put(tx, { ...moved, generation: Math.max(workload.generation, instance.generation) })
  const written = {
    ...rollout,
    before: { ...rollout.before, state, desired: agent.desired },
    deployment: { ...deployment, startedAt: tx.at },
  }
  house.journal.write(tx, written)
  tx.audit({
    action: AUDIT[kind],
    target: id,
    details: { deployment: deployment.id, reason: rollout.reason, revision: instance.revision },
  })
  return written
}

function deployment(house: House, order: Order, agent: Agent, revision: string | undefined): Rollout {
  const config = configOf(agent)
  const current = revisionOf(agent)
  if (revision !== undefined && revision !== current) {
    throw new EngineError(
      'conflict',
      `${agent.name} was changed since this plan was made. Look at the new plan, then deploy again.`,
      { details: { revision: current } },
    )
  }
  const place = placeOf(house, agent)
  const [refusal] = refusalsOf(house, agent)
  if (refusal !== undefined) throw new EngineError('conflict', refusal)
  const workload = house.workloads.get(agent.id)
  const instance = { id: house.ids.next('ins'), revision: current, generation: (workload?.generation ?? 0) + 1 }
  return planned(house, newRollout(house, order, 'deploy', agent, '', { ...place, instance, config }))
}

/** What works on the instance that is in service already. */
function operation(house: House, order: Order, kind: Exclude<BeginKind, 'deploy'>, agent: Agent): Rollout {
  const workload = house.workloads.get(agent.id)
  if (!workload?.active && (kind === 'start' || kind === 'restart')) {
    throw new EngineError('conflict', `${agent.name} has not been deployed, so there is nothing to ${kind}. Deploy it.`)
  }
  const { target, place } = workload ?? placeOf(house, agent)
  return planned(
    house,
    newRollout(house, order, kind, agent, '', {
      target,
      place,
      resources: workload?.config?.resources ?? agent.resources,
    }),
  )
}

function planned(house: House, rollout: Rollout): Rollout {
  return { ...rollout, deployment: { ...rollout.deployment, steps: stepsOf(house, rollout).map(waitingStep) } }
}

/** What the engine does by itself serves what is desired; it never changes it. */
function refuseOutdated({ name, desired }: Agent, serves: Agent['desired']): void {
  if (desired === serves) return
  throw new EngineError('conflict', `${name} is meant to be ${desired} now, so it is left alone.`, {
    details: { desired },
  })
}

/** What the target itself has against it. */
async function refuseByTarget(house: House, rollout: Rollout): Promise<void> {
  const { refusals } = await adapterOf(house, rollout.place).plan(requestOf(house, rollout))
  if (refusals.length > 0) throw new EngineError('target_failed', refusals.join(' '))
}

/** Cancels the rollout under way, so that a crash now takes it back too. */
async function stopOther(house: House, order: Order): Promise<void> {
  const other = house.underway.of(order.agent)
  if (!other) return
  const detail = `Made way for: ${order.reason}`
  await house.store.transaction(
    {
      org: order.org,
      actor: actorName(order.actor),
      requestId: order.requestId,
      ...(order.mark ? { mark: order.mark } : {}),
    },
    (tx) => {
      const rollout = house.journal.get(other.id)
      if (!rollout || rollout.deployment.state !== 'running' || ['stop', 'destroy'].includes(rollout.deployment.kind))
        return
      house.journal.write(tx, { ...rollout, ending: rollout.ending ?? { state: 'cancelled', detail } })
    },
  )
  const { kind } = house.journal.get(other.id)?.deployment ?? {}
  if (kind !== 'stop' && kind !== 'destroy') house.underway.stop(order.agent, { kind: 'cancel', detail })
}

/** What runs at a target although its agent is known as stopped is stopped by the engine all the same. */
function refuseMove({ actor }: Order, kind: BeginKind, state: AgentState): void {
  if (kind === 'stop' && state === 'stopped' && actor.kind === 'system') return
  refuseIllegal(state, firstState(kind, state))
}

/** The state in which a rollout of this kind begins, or, for a stop, ends. */
function firstState(kind: BeginKind, state: AgentState): AgentState {
  if (kind === 'deploy') return state === 'running' || state === 'degraded' ? 'updating' : 'provisioning'
  if (kind === 'stop') return 'stopped'
  return kind === 'destroy' ? 'destroying' : 'starting'
}
