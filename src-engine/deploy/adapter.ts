import type { LogLine, Plan } from '../contract/deployments.ts'
import type { TargetHealth, TargetPlace } from '../contract/targets.ts'
import type { JsonObject } from '../contract/values.ts'
import type { InstanceCredentials } from './instance-tokens.ts'

/** Names one agent at one target, for everything that is looked for, labelled or removed there. */
export interface WorkloadRef {
  readonly org: string
  readonly agent: string
  readonly place: TargetPlace
}

/** One incarnation of an agent's workload. Names carry it, so that a late call of an older one can be told apart. */
export interface Instance {
  /** Unique and sorted by time: `ins_…`. */
  readonly id: string
  readonly revision: string
  /** Counts deployments of this agent; names and labels carry it. */
  readonly generation: number
}

/** All an adapter needs to bring an instance up. */
export interface RolloutRequest {
  readonly ref: WorkloadRef
  readonly instance: Instance
  /** What is active now, or null. It keeps serving until the new one has been seen serving. */
  readonly previous: Instance | null
  readonly resources: { readonly memoryMb: number; readonly cpus: number }
  /** Runtime token and key of this instance. They go into files only the workload can read; never into arguments, environment or the journal. */
  readonly credentials: () => Promise<InstanceCredentials>
  /** Where the runtime listener of this engine can be reached from this machine. */
  readonly runtime: () => Promise<{ readonly host: string; readonly port: number }>
  /** The kill counter that has been released; a mark at the target above it means no start. */
  readonly released: number
}

/** What a step sees while it runs. */
export interface StepContext {
  /** Results of the steps done so far, by step id, as the journal holds them. */
  readonly results: Readonly<Record<string, JsonObject>>
  /** Aborted when a person cancels. */
  readonly signal: AbortSignal
  /** One line for the screen that watches. */
  say(detail: string): void
}

/**
 * One step of a rollout. The journal holds its intent before `run` and its result after, so `run` may be called again
 * after a crash at any instant: it looks for its effect first (by label, name or file) and makes it only where it is
 * missing. `undo` removes the effect, also a half-made one, and does nothing where there is none.
 */
export interface RolloutStep {
  readonly id: string
  readonly title: string
  run(context: StepContext): Promise<JsonObject>
  undo?(context: StepContext): Promise<void>
}

export type RolloutKind = 'deploy' | 'stop' | 'start' | 'restart' | 'destroy'

/** What is really at the target for one agent. */
export interface Observation {
  readonly instances: readonly ObservedInstance[]
  /** Highest kill mark found; null when there is none. Reading it failed: `observe` throws, and nothing may start. */
  readonly killMark: number | null
}

export interface ObservedInstance {
  readonly id: string
  readonly revision: string
  readonly generation: number
  readonly role: 'candidate' | 'active' | 'previous'
  readonly running: boolean
  readonly frozen: boolean
  /** How it ended, when it has: exit code, signal, out of memory. */
  readonly ended: string | null
}

export interface KillReport {
  /** True only when the target itself said that nothing of the agent runs any more. */
  readonly confirmed: boolean
  readonly detail: string
}

/** Talks to the agent process itself; paths as in its contract (`/healthz`, `/v1/runs`). */
export type AgentFetch = (path: string, init?: RequestInit) => Promise<Response>

export interface Capabilities {
  /** Old and new can run side by side, so a rollout needs no pause. */
  readonly overlap: boolean
  /** The workload has no network but the contract. */
  readonly networkNone: boolean
  /** Memory, CPU and process limits bind. */
  readonly limits: boolean
  /** What of the above does not hold here, as sentences for the plan. */
  readonly notes: readonly string[]
}

/** One kind of target. The journal and the lifecycle know nothing of Docker; an adapter knows nothing of the store. */
export interface TargetAdapter {
  readonly kind: TargetPlace['kind']
  readonly capabilities: Capabilities
  /** Is the target there? Never throws: an unreachable one is `reachable: false` with what to do about it. */
  health(place: TargetPlace): Promise<TargetHealth>
  /** The target's part of a plan: downtime verdict, notes and refusals. Changes nothing. */
  plan(request: Omit<RolloutRequest, 'credentials' | 'runtime'>): Promise<Pick<Plan, 'downtime' | 'notes' | 'refusals'>>
  steps(kind: RolloutKind, request: RolloutRequest): readonly RolloutStep[]
  /** @throws EngineError `dependency_unavailable` when the target or its kill mark cannot be read. */
  observe(ref: WorkloadRef): Promise<Observation>
  /** Tells soon after the process of an agent has ended. A target that leaves it out is known by its probes alone. */
  onEnd?(listener: (agent: string) => void): void
  /**
   * What somebody changed at the target of an instance since it was made, as sentences; empty when nothing.
   * @param made what the step `create` recorded under that name
   * @throws EngineError `dependency_unavailable`
   */
  drift(ref: WorkloadRef, instance: string, made: JsonObject): Promise<readonly string[]>
  /** Freeze, mark, end, verify. Needs nothing but the target; safe to call again. */
  kill(ref: WorkloadRef, killNo: number): Promise<KillReport>
  /** Removes the kill marks up to `killNo`. */
  release(ref: WorkloadRef, killNo: number): Promise<void>
  /** Removes what no rollout needs any more: ended candidates, previous ones beyond the second. Only what carries our labels. */
  collect(ref: WorkloadRef): Promise<void>
  /** Speaks to the named instance; what it serves under `/v1/` gets the instance's token, read from where the target keeps it. */
  connect(ref: WorkloadRef, instance: string): AgentFetch
  /** The tail of the workload's log and, when asked, what follows until the signal aborts. */
  logs(
    ref: WorkloadRef,
    options: {
      readonly instance: string | null
      readonly tail: number
      readonly follow: boolean
      readonly signal: AbortSignal
    },
  ): AsyncIterable<LogLine>
}
