import { type Agent, agents } from '../../contract/agents.ts'
import type { Order } from '../../entities/deployments/port.ts'
import type { Observation } from '../adapter.ts'
import { type House, adapterOf, refOf } from '../house.ts'
import type { Workload } from '../journal/index.ts'
import { moveTo } from '../lifecycle.ts'
import { begin } from '../orders/begin.ts'
import { confirmKill, killedBy, noteKill } from '../orders/kill.ts'
import { takeOverMark } from '../orders/refuse-killed.ts'
import { takeBack } from '../rollout/take-back.ts'
import { canMove } from '../../decide/index.ts'

/**
 * Looks at what an agent has at its target and moves it towards what is desired: what runs and should is adopted, what
 * should and does not is started, what should not is stopped, and a kill is finished.
 * @throws EngineError `dependency_unavailable` when the target cannot be asked; then nothing is done
 */
export async function reconcile(house: House, workload: Workload): Promise<void> {
  const { org, agent: id } = workload
  if (!house.store.get(agents, org, id) || house.underway.of(id)) return
  if (workload.unconfirmedKill !== null) await confirmKill(house, id)
  await takeBack(house, id)
  const newest = house.journal.newest(id)
  const seen = await adapterOf(house, workload.place).observe(refOf({ ...workload }))
  const agent = house.store.get(agents, org, id)?.doc
  // Somebody gave an order meanwhile: what was seen is old.
  if (!agent || house.underway.of(id) || house.journal.newest(id) !== newest) return
  const marked = seen.killMark !== null && seen.killMark > agent.released
  if (marked || agent.killNo > agent.released) await keepKilled(house, workload, agent, seen)
  else if (agent.desired === 'stopped') await keepStopped(house, workload, seen)
  else await keepRunning(house, workload, seen)
}

async function keepKilled(
  house: House,
  { org, agent: id, place }: Workload,
  agent: Agent,
  seen: Observation,
): Promise<void> {
  const killNo = Math.max(agent.killNo, seen.killMark ?? 0)
  await takeOverMark(house, agent, seen.killMark ?? 0)
  const report = seen.instances.some(({ running }) => running)
    ? await adapterOf(house, place).kill({ org, agent: id, place }, killNo)
    : null
  if (report === null && house.agents.observed(id)?.state === 'stopped') return
  await house.store.transaction(system(org), (tx) => {
    if (report) noteKill(house, tx, id, killNo, report)
    moveTo(house.agents, tx, id, 'stopped', 'system:reconcile', killedBy(killNo, report))
  })
}

async function keepStopped(house: House, { org, agent, active }: Workload, seen: Observation): Promise<void> {
  const state = house.agents.observed(agent)?.state ?? 'draft'
  if (seen.instances.some(({ running }) => running)) {
    if (state === 'stopped' || canMove(state, 'stopped'))
      await begin(house, order(org, agent, 'it ran and should not'), 'stop')
    else house.logger.warn({ agent, state }, 'something of an agent runs that should not')
  } else if (active && (state === 'running' || state === 'degraded')) {
    await house.store.transaction(system(org), (tx) => {
      if (!stillDesired(house, org, agent, 'stopped')) return
      moveTo(house.agents, tx, agent, 'stopped', 'system:reconcile', 'it does not run')
    })
  }
}

async function keepRunning(
  house: House,
  { org, agent, active, place, runtime }: Workload,
  seen: Observation,
): Promise<void> {
  const state = house.agents.observed(agent)?.state ?? 'draft'
  // What failed waits for a person; the supervisor sees it when it is healthy again.
  if (!active || state === 'error') return
  const found = seen.instances.find(({ id }) => id === active.id)
  if (!found?.running || found.frozen) {
    await begin(
      house,
      order(org, agent, found?.ended ? `it should run and did not (${found.ended})` : 'it should run and did not'),
      found?.running ? 'restart' : 'start',
    )
    return
  }
  const address = await house.runtimeAddress(place)
  if (runtime && (runtime.host !== address.host || runtime.port !== address.port)) {
    await begin(house, order(org, agent, 'the control center has another address now'), 'restart')
  } else if (state !== 'running' && state !== 'degraded') {
    await house.store.transaction(system(org), (tx) => {
      if (!stillDesired(house, org, agent, 'running')) return
      moveTo(house.agents, tx, agent, 'running', 'system:reconcile', 'it was found running', { failures: 0 })
    })
  }
}

/** Asked inside a transaction: whether what is to be put on record still is what is wanted, and nobody is at work on it. */
function stillDesired(house: House, org: string, agent: string, desired: Agent['desired']): boolean {
  const doc = house.store.get(agents, org, agent)?.doc
  return doc?.desired === desired && doc.killNo <= doc.released && !house.underway.of(agent)
}

export function order(org: string, agent: string, reason: string, job = 'reconcile'): Order {
  return { org, agent, actor: { kind: 'system', org, job }, requestId: '', reason }
}

function system(org: string): { readonly org: string; readonly actor: string; readonly requestId: string } {
  return { org, actor: 'system:reconcile', requestId: '' }
}
