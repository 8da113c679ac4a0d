import { z } from 'zod'
import { agentTurnSchema, runReportSchema } from '../../src-engine/contract/runtime.ts'

/**
 * What `GET /v1/runs/{id}/events` sends, named by `type` in the SSE `event` field too. A watcher that cannot be given
 * all it missed gets one `snapshot` first, which replaces whatever it had.
 */
export const liveEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('snapshot'),
    state: z.string(),
    reason: z.string(),
    steps: z.int(),
    turns: z.array(agentTurnSchema),
    partial: z.string(),
  }),
  z.object({
    type: z.literal('state'),
    state: z.union([runReportSchema.shape.state, z.literal('queued')]),
    reason: z.string(),
    steps: z.int(),
  }),
  /** Tokens as they stream, in the order they came. */
  z.object({ type: z.literal('text'), step: z.int(), delta: z.string() }),
  /** The step is asked again (its stream broke): what it streamed so far does not count. */
  z.object({ type: z.literal('reset'), step: z.int() }),
  z.object({
    type: z.literal('tool'),
    call: z.string(),
    tool: z.string(),
    phase: z.enum(['asked', 'waiting', 'denied', 'acting', 'done']),
    detail: z.string(),
  }),
  z.object({ type: z.literal('turn'), turn: agentTurnSchema }),
])
export type LiveEvent = z.output<typeof liveEventSchema>

/** A live event with its SSE id. */
export interface NumberedEvent {
  readonly id: number
  readonly event: LiveEvent
}
