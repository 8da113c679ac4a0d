import type { Operation } from '../contract/operation.ts'
import type { Ctx, StreamItem, StreamVerb, Verb } from './context.ts'

/** The parsed input of any operation, as the mount loop hands it over. */
export interface AnyInput {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
  readonly lastEventId: string | null
}

/** An operation with the verb that carries it out; types are checked where the two are bound, and forgotten after. */
export type Binding =
  | { readonly operation: Operation; readonly kind: 'value'; run(ctx: Ctx, input: AnyInput): unknown }
  | {
      readonly operation: Operation
      readonly kind: 'stream'
      run(ctx: Ctx, input: AnyInput): AsyncIterable<StreamItem<unknown>> | Promise<AsyncIterable<StreamItem<unknown>>>
    }

/** Binds a verb to its operation. */
export function bind<O extends Operation>(operation: O, verb: Verb<O>): Binding {
  // The mount loop parses the input with this very operation's schemas before it calls.
  return { operation, kind: 'value', run: (ctx, input) => verb(ctx, input as Parameters<typeof verb>[1]) }
}

/** Binds a verb that answers with a stream of messages. */
export function bindStream<O extends Operation>(operation: O, verb: StreamVerb<O>): Binding {
  return { operation, kind: 'stream', run: (ctx, input) => verb(ctx, input as Parameters<typeof verb>[1]) }
}
