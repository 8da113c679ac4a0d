import { z } from 'zod'
import { agentConfigSchema } from '../../contract/agents.ts'
import { targetPlaceSchema } from '../../contract/targets.ts'
import { jsonValueSchema } from '../../contract/values.ts'
import type { LocalKind, Store, Tx } from '../../store/index.ts'
import { instanceSchema } from './rollout.ts'

/** What this machine has at a target for one agent. */
const workloadSchema = z.object({
  agent: z.string(),
  org: z.string(),
  target: z.string(),
  place: targetPlaceSchema,
  /** In service, running or not; null after a destroy. */
  active: instanceSchema.nullable(),
  /** What `active` was deployed with. */
  config: agentConfigSchema.nullable(),
  /** The active instance as its target showed it when it was made; null where none is recorded. */
  made: z.record(z.string(), jsonValueSchema).nullable().default(null),
  /** Highest generation ever used: names at the target never repeat. */
  generation: z.int().min(0),
  /** Where the active instance was told to find the control center. */
  runtime: z.object({ host: z.string(), port: z.int() }).nullable(),
  /** A kill that the target has not confirmed. */
  unconfirmedKill: z.int().nullable(),
})
export type Workload = z.output<typeof workloadSchema>

const kind: LocalKind<Workload> = { kind: 'workload', schema: workloadSchema }

export interface Workloads {
  get(agent: string): Workload | undefined
  all(): Iterable<Workload>
  put(tx: Tx, workload: Workload): void
  /** Changes the agent's workload, if it has one. */
  patch(tx: Tx, agent: string, patch: Partial<Omit<Workload, 'agent' | 'org'>>): void
}

export function openWorkloads(store: Store): Workloads {
  const held = new Map(store.local.list(kind).map(({ key, record }) => [key, record]))
  function put(tx: Tx, workload: Workload): void {
    tx.local.put(kind, workload.agent, workload, { org: workload.org })
    tx.afterCommit(() => held.set(workload.agent, workload))
  }
  return {
    get: (agent) => held.get(agent),
    all: () => held.values(),
    put,
    patch(tx, agent, patch) {
      const workload = held.get(agent)
      if (workload) put(tx, { ...workload, ...patch })
    },
  }
}
