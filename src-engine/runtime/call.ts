import type { InputOf, Operation } from '../contract/operation.ts'
import type { AgentIdentity } from './ports.ts'

/** One parsed call of an operation, with who made it. */
export interface Call<O extends Operation> extends InputOf<O> {
  readonly who: AgentIdentity
  /** Its signal aborts when the agent goes away. */
  readonly request: Request
  /** What a retry repeats; null for reads and when the agent sent none. */
  readonly idempotencyKey: string | null
}
