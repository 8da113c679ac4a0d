import type { InputOf, Operation, ResultOf } from '../contract/operation.ts'
import type { Actor } from '../kernel/actor.ts'
import type { NamedTurns } from '../kernel/in-turn.ts'
import type { Clock, Fetch, Ids, Logger } from '../kernel/ports.ts'
import type { Store, WriteContext } from '../store/index.ts'
import type { Vault } from '../kernel/vault.ts'
import type { AgentBook } from './agents/book.ts'
import type { ApprovalDesk } from './approvals/desk.ts'
import type { Passwords } from './auth/passwords.ts'
import type { Sessions } from './auth/sessions.ts'
import type { BudgetBook } from './budgets/book.ts'
import type { DeploymentPort } from './deployments/port.ts'
import type { RunDesk } from './runs/desk.ts'
import type { TargetPort } from './targets/port.ts'

/** What every verb stands on; made once by the composition root. */
export interface Services {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Ids
  readonly logger: Logger
  readonly fetch: Fetch
  readonly vault: Vault
  /** For work on the vault that must not be interleaved: the vault knows no transactions. */
  readonly turns: NamedTurns
  readonly passwords: Passwords
  readonly sessions: Sessions
  readonly agents: AgentBook
  readonly budgets: BudgetBook
  readonly approvals: ApprovalDesk
  readonly runs: RunDesk
  readonly deployments: DeploymentPort
  readonly targets: TargetPort
  /** Where deployed agents reach this engine: what is open now. */
  readonly openAddresses: () => readonly OpenAddress[]
  readonly version: string
}

/** An address of this machine that the engine listens on for deployed agents, and whom it was opened for. */
export interface OpenAddress {
  readonly host: string
  readonly port: number
  readonly users: readonly string[]
}

/** Who asks, for which request, and what the request said beside its body. */
export interface Ctx extends Services {
  readonly actor: Actor
  readonly requestId: string
  /** From `If-Match`: the version the caller saw. */
  readonly ifVersion: number | undefined
  /** What the caller calls itself (User-Agent), cut to 200 characters; shown in the list of sessions. */
  readonly client: string
  readonly signal: AbortSignal
  /** Set for requests with an Idempotency-Key: leaves the mark that the request was carried out, with its effect. */
  readonly mark?: WriteContext['mark']
}

/** JSON text made beforehand, sent as it is. Lists of hot paths answer with it. */
export class JsonText {
  readonly text: string
  /** Version of the one document it shows, for its ETag. */
  readonly version: number | null
  constructor(text: string, version: number | null = null) {
    this.text = text
    this.version = version
  }
}

export type Verb<O extends Operation> = (
  ctx: Ctx,
  input: InputOf<O>,
) => Promise<ResultOf<O> | JsonText> | ResultOf<O> | JsonText

/** One message of an event stream; `id` is what a client repeats as Last-Event-ID. */
export interface StreamItem<Data> {
  readonly id?: string
  readonly event?: string
  readonly data: Data
}
export type StreamVerb<O extends Operation> = (
  ctx: Ctx,
  input: InputOf<O> & { readonly lastEventId: string | null },
) => AsyncIterable<StreamItem<ResultOf<O> | null>> | Promise<AsyncIterable<StreamItem<ResultOf<O> | null>>>

/** The write context of a verb that acts in its actor's organization. */
export function writeContext(ctx: Ctx, actor: string, org: string | null): WriteContext {
  return { org, actor, requestId: ctx.requestId, ...(ctx.mark ? { mark: ctx.mark } : {}) }
}
