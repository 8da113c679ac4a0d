import type { Deployment, LogLine, Plan, deploymentKindSchema } from '../../contract/deployments.ts'
import type { z } from 'zod'
import type { Actor } from '../../kernel/actor.ts'
import type { WriteContext } from '../../store/index.ts'

export type DeploymentKind = z.output<typeof deploymentKindSchema>

/** Who wants it and why, for history, audit and journal. */
export interface Order {
  readonly org: string
  readonly agent: string
  readonly actor: Actor
  readonly requestId: string
  readonly reason: string
  /** Version of the agent that whoever ordered it has seen: refused when it is another by now. */
  readonly ifVersion?: number
  /** Of a request with an Idempotency-Key: written with the first effect of the order. */
  readonly mark?: WriteContext['mark']
}

/** What verbs ask of deploy/, which stands above them; the composition root hands it in. */
export interface DeploymentPort {
  /** @throws EngineError `conflict` when model or target are missing. */
  plan(org: string, agent: string): Promise<Plan>
  /**
   * Begins a rollout and answers when its journal is durable; the steps follow in the background.
   * @throws EngineError `conflict` when one is under way or `revision` is no longer current, `illegal_transition`,
   *   `precondition_failed`.
   */
  begin(order: Order, kind: Exclude<DeploymentKind, 'kill' | 'release'>, revision?: string): Promise<Deployment>
  /** Kills at once, past any rollout under way. Answers when the target confirmed or could not. */
  kill(order: Order): Promise<Deployment>
  release(order: Order, killNo: number): Promise<Deployment>
  cancel(order: Omit<Order, 'agent'>, deployment: string): Promise<Deployment>
  get(org: string, id: string): Deployment | undefined
  list(
    org: string,
    filter: { readonly agent?: string | undefined; readonly state?: Deployment['state'] | undefined },
  ): readonly Deployment[]
  logs(
    org: string,
    agent: string,
    options: { readonly tail: number; readonly follow: boolean; readonly signal: AbortSignal },
  ): Promise<AsyncIterable<LogLine>>
  /** What of an agent may still run at its target although it should not, as a sentence; null when nothing is known to. */
  leftBehind(agent: string): string | null
  /** Whether a rollout that brings the agent up is about to begin: its target is still being asked. A stop calls it off. */
  aboutToBegin(agent: string): boolean
  /** The instance of an agent that is in service; null while there is none. A candidate is not, until it is promoted. */
  inService(agent: string): string | null
  /** Speaks to the active instance of an agent with its token; null when there is none. */
  connect(org: string, agent: string): ((path: string, init?: RequestInit) => Promise<Response>) | null
}
