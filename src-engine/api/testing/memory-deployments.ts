import { agents } from '../../contract/agents.ts'
import type { Deployment } from '../../contract/deployments.ts'
import type { Services } from '../../entities/context.ts'
import type { DeploymentKind, DeploymentPort, Order } from '../../entities/deployments/port.ts'
import { actorName } from '../../kernel/actor.ts'
import { isoTime } from '../../kernel/clock.ts'
import { EngineError, notFound } from '../../kernel/errors.ts'

const DESIRED: Partial<Record<DeploymentKind, 'running' | 'stopped'>> = {
  deploy: 'running',
  start: 'running',
  restart: 'running',
  stop: 'stopped',
  destroy: 'stopped',
}

/** Workloads that exist in memory alone: every order succeeds at once and changes what is desired, as the real port does. */
export function createMemoryDeployments({
  store,
  clock,
  ids,
}: Pick<Services, 'store' | 'clock' | 'ids'>): DeploymentPort {
  const made = new Map<string, Deployment>()

  function get(org: string, id: string): Deployment | undefined {
    const found = made.get(id)
    return found?.org === org ? found : undefined
  }
  async function carryOut(
    order: Order,
    kind: DeploymentKind,
    patch: (agent: { killNo: number }) => object,
  ): Promise<Deployment> {
    const row = store.get(agents, order.org, order.agent)
    if (!row) throw notFound('agent', order.agent)
    await store.transaction({ org: order.org, actor: actorName(order.actor), requestId: order.requestId }, (tx) => {
      tx.update(agents, order.agent, patch(row.doc))
      tx.audit({ action: `deployments.${kind}`, target: order.agent, details: { reason: order.reason } })
    })
    const at = isoTime(clock.now())
    const deployment: Deployment = {
      id: ids.next('dep'),
      org: order.org,
      agent: order.agent,
      target: row.doc.target ?? ids.next('tgt'),
      kind,
      revision: '0'.repeat(64),
      state: 'succeeded',
      startedAt: at,
      endedAt: at,
      by: actorName(order.actor),
      detail: order.reason,
      steps: [],
    }
    made.set(deployment.id, deployment)
    return deployment
  }

  return {
    get,
    list: (org, filter) =>
      [...made.values()].filter(
        (one) =>
          one.org === org &&
          (filter.agent === undefined || one.agent === filter.agent) &&
          (filter.state === undefined || one.state === filter.state),
      ),
    async plan(org, agent) {
      const row = store.get(agents, org, agent)
      if (!row) throw notFound('agent', agent)
      return {
        agent,
        target: row.doc.target ?? ids.next('tgt'),
        revision: '0'.repeat(64),
        previousRevision: null,
        changes: [],
        permissionsGained: [],
        downtime: { expected: false, reason: '' },
        steps: [],
        notes: [],
        refusals: [],
      }
    },
    begin: (order, kind) => carryOut(order, kind, () => (DESIRED[kind] ? { desired: DESIRED[kind] } : {})),
    kill: (order) => carryOut(order, 'kill', ({ killNo }) => ({ killNo: killNo + 1 })),
    async release(order, killNo) {
      const seen = store.get(agents, order.org, order.agent)?.doc.killNo
      if (seen !== undefined && seen !== killNo)
        throw new EngineError('conflict', `This agent was killed again: the kill to release is ${seen}.`)
      return carryOut(order, 'release', () => ({ released: killNo }))
    },
    async cancel({ org }, id) {
      const found = get(org, id)
      if (!found) throw notFound('deployment', id)
      return found
    },
    async logs(org, agent, { tail }) {
      if (!store.get(agents, org, agent)) throw notFound('agent', agent)
      return (async function* lines() {
        for (let line = 1; line <= Math.min(tail, 2); line += 1)
          yield { at: isoTime(clock.now()), stream: 'stdout' as const, text: `line ${line}` }
      })()
    },
    aboutToBegin: () => false,
    leftBehind: () => null,
    inService: () => null,
    connect: () => null,
  }
}
