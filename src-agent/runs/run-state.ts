import { z } from 'zod'
import { jsonValueSchema } from '../../src-engine/contract/values.ts'
import { spoolItemSchema } from '../spool/index.ts'

const args = z.record(z.string(), jsonValueSchema)

/** A call the model asked for. `call` is our own id, stable over retries and restarts. */
const callSchema = z.object({ call: z.string(), tool: z.string(), args })

/**
 * A call that has no result yet. `decide`: to be asked (again) · `approval`: a person is asked · `acting`: allowed, and
 * the effect may have begun. `broken` says why it cannot even be asked (arguments that are no JSON object).
 */
export const pendingCallSchema = callSchema.extend({
  broken: z.string().nullable(),
  phase: z.enum(['decide', 'approval', 'acting']),
  attempt: z.int().min(0),
  approvalId: z.string().nullable(),
  decisionId: z.string().nullable(),
  /** When the decision or the approval at hand ends. */
  expiresAt: z.string().nullable(),
  /** When the effect may have begun; null before that, and in states written before the field was there. */
  startedAt: z.string().nullable().default(null),
})
export type PendingCall = z.output<typeof pendingCallSchema>

/** The conversation so far. A message's place in the list is the `index` of its turn. */
export const messageSchema = z.discriminatedUnion('role', [
  z.object({ role: z.literal('user'), text: z.string() }),
  z.object({ role: z.literal('assistant'), text: z.string(), calls: z.array(callSchema) }),
  z.object({ role: z.literal('tool'), ...callSchema.shape, text: z.string(), failed: z.boolean() }),
])
export type Message = z.output<typeof messageSchema>

export const endStates = ['succeeded', 'failed', 'cancelled', 'stopped'] as const
export type EndState = (typeof endStates)[number]

/** All of a run that a restarted agent needs. Written as a whole after every transition. */
export const runStateSchema = z.object({
  version: z.literal(1),
  run: z.string(),
  task: z.string(),
  receivedAt: z.string(),
  state: z.enum(['queued', 'running', 'waiting', ...endStates]),
  reason: z.string(),
  steps: z.int(),
  /** Steps in a row that brought nothing new. */
  idleSteps: z.int(),
  /** Whether the step at hand has brought something new. */
  progressed: z.boolean(),
  /** Milliseconds of work; waiting for people or for the control center does not count. */
  activeMs: z.number(),
  messages: z.array(messageSchema),
  pending: z.array(pendingCallSchema),
  /** Hashes of the tool results seen, to tell progress from repetition. */
  seen: z.array(z.string()),
  /** Records made so far: numbers their keys. */
  records: z.int(),
  /** Records of the last transition. Written with it, appended to the spool after it, and appended again when a crash came between (same keys). */
  outbox: z.array(spoolItemSchema),
})
export type RunState = z.output<typeof runStateSchema>

export function newRunState(run: string, task: string, receivedAt: string): RunState {
  return {
    version: 1,
    run,
    task,
    receivedAt,
    state: 'queued',
    reason: '',
    steps: 0,
    idleSteps: 0,
    progressed: false,
    activeMs: 0,
    messages: [],
    pending: [],
    seen: [],
    records: 0,
    outbox: [],
  }
}

export function hasEnded(state: RunState): boolean {
  return endStates.some((end) => end === state.state)
}
