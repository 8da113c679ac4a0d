import type { Deployment } from '../../contract/deployments.ts'
import { EngineError } from '../../kernel/errors.ts'
import type { LocalKind, Store, Tx } from '../../store/index.ts'
import { type Rollout, hasEnded, rolloutSchema } from './rollout.ts'

const kind: LocalKind<Rollout> = { kind: 'rollout', schema: rolloutSchema }
/** Ended rollouts that are kept of each agent. */
const KEPT = 200

/** Every rollout of this machine, durable before its effects and readable from memory. */
export interface Journal {
  get(id: string): Rollout | undefined
  list(
    org: string,
    filter: { readonly agent?: string | undefined; readonly state?: Deployment['state'] | undefined },
  ): readonly Deployment[]
  /** Id of the last rollout that was begun for an agent. */
  newest(agent: string): string | undefined
  /** Rollouts that a crash or a close interrupted, in the order they began. */
  unfinished(): readonly Rollout[]
  /** Ended rollouts of an agent, newest first, of which something is left at the target. */
  leftBehind(agent: string): readonly Rollout[]
  /** Writes a rollout inside the open transaction and tells every screen. */
  write(tx: Tx, rollout: Rollout): void
  /** @throws EngineError `internal` for a rollout the journal does not hold. */
  change(tx: Tx, id: string, edit: (rollout: Rollout) => Rollout): Rollout
}

export function openJournal(store: Store, kept = KEPT): Journal {
  // Ids sort by the time they were made, and so do the maps filled from the store's sorted list.
  const all = new Map<string, Rollout>()
  const byAgent = new Map<string, Set<string>>()
  const left = new Map<string, Set<string>>()

  function hold(rollout: Rollout): void {
    const { id, agent } = rollout.deployment
    all.set(id, rollout)
    if (leavesBehind(rollout)) left.set(agent, (left.get(agent) ?? new Set()).add(id))
    else left.get(agent)?.delete(id)
    byAgent.set(agent, (byAgent.get(agent) ?? new Set()).add(id))
  }
  /** Ended rollouts beyond what is kept, oldest first, once `ending` has ended too. */
  function surplus(agent: string, ending: string): readonly string[] {
    const ended = [...new Set(byAgent.get(agent)).add(ending)].filter((id) => {
      const rollout = all.get(id)
      return id === ending || (rollout !== undefined && hasEnded(rollout) && !leavesBehind(rollout))
    })
    return ended.slice(0, Math.max(0, ended.length - kept))
  }
  for (const { record } of store.local.list(kind)) hold(record)

  function write(tx: Tx, rollout: Rollout): void {
    const { id, org, agent, state, steps } = rollout.deployment
    tx.local.put(kind, id, rollout, { org })
    const dropped = hasEnded(rollout) ? surplus(agent, id) : []
    for (const old of dropped) tx.local.delete(kind, old)
    const current = steps.findLast((step) => step.state !== 'waiting')
    tx.emit({
      kind: 'deployment',
      id,
      agent,
      data: { state, step: current ? { id: current.id, state: current.state, detail: current.detail } : null },
    })
    tx.afterCommit(() => {
      hold(rollout)
      for (const old of dropped) {
        all.delete(old)
        byAgent.get(agent)?.delete(old)
      }
    })
  }

  return {
    get: (id) => all.get(id),
    list(org, { agent, state }) {
      const ids = agent === undefined ? all.keys() : (byAgent.get(agent) ?? [])
      const found: Deployment[] = []
      for (const id of ids) {
        const deployment = all.get(id)?.deployment
        if (deployment?.org === org && (state === undefined || deployment.state === state)) found.push(deployment)
      }
      return found
    },
    newest: (agent) => [...(byAgent.get(agent) ?? [])].at(-1),
    leftBehind: (agent) =>
      [...(left.get(agent) ?? [])].flatMap((id) => all.get(id) ?? []).toSorted((a, b) => newestFirst(a, b)),
    unfinished: () => [...all.values()].filter((rollout) => !hasEnded(rollout)).toSorted((a, b) => newestFirst(b, a)),
    write,
    change(tx, id, edit) {
      const rollout = all.get(id)
      if (!rollout) throw new EngineError('internal', `The journal holds no rollout ${id}.`)
      const next = edit(rollout)
      write(tx, next)
      return next
    },
  }
}

function leavesBehind(rollout: Rollout): boolean {
  return hasEnded(rollout) && rollout.left.length > 0
}

function newestFirst(a: Rollout, b: Rollout): number {
  return a.deployment.id < b.deployment.id ? 1 : -1
}
