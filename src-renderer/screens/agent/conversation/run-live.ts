import { z } from 'zod'
import { agentTurnSchema, type AgentTurn } from '../../../../src-engine/contract/runtime.ts'

/** What the agent sends while it works, as `runs.stream` hands it on: `kind` names the shape of `data`. */
const liveSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('snapshot'),
    data: z.object({ state: z.string(), turns: z.array(agentTurnSchema), partial: z.string() }),
  }),
  z.object({ kind: z.literal('state'), data: z.object({ state: z.string(), reason: z.string() }) }),
  z.object({ kind: z.literal('text'), data: z.object({ step: z.int(), delta: z.string() }) }),
  z.object({ kind: z.literal('reset'), data: z.object({ step: z.int() }) }),
  z.object({
    kind: z.literal('tool'),
    data: z.object({
      call: z.string(),
      tool: z.string(),
      phase: z.enum(['asked', 'waiting', 'denied', 'acting', 'done']),
      detail: z.string(),
    }),
  }),
  z.object({ kind: z.literal('turn'), data: z.object({ turn: agentTurnSchema }) }),
])

export interface LiveCall {
  readonly call: string
  readonly tool: string
  readonly phase: 'asked' | 'waiting' | 'denied' | 'acting' | 'done'
  readonly detail: string
}

/** A run as the stream has told it so far. */
export interface LiveRun {
  readonly turns: readonly AgentTurn[]
  /** Tokens of the answer that is being written. */
  readonly partial: string
  readonly calls: readonly LiveCall[]
  readonly state: string | null
}

export const noNews: LiveRun = { turns: [], partial: '', calls: [], state: null }

/** Adds one event. Events of a newer engine that are not known change nothing. */
export function withEvent(live: LiveRun, event: { readonly kind: string; readonly data: unknown }): LiveRun {
  const parsed = liveSchema.safeParse(event)
  if (!parsed.success) return live
  const { kind, data } = parsed.data
  switch (kind) {
    case 'snapshot':
      return { turns: data.turns, partial: data.partial, calls: [], state: data.state }
    case 'state':
      return { ...live, state: data.state }
    case 'text':
      return { ...live, partial: live.partial + data.delta }
    case 'reset':
      return { ...live, partial: '' }
    case 'tool':
      return { ...live, calls: [...live.calls.filter(({ call }) => call !== data.call), data] }
    case 'turn':
      return {
        ...live,
        turns: mergeTurns(live.turns, [data.turn]),
        partial: data.turn.role === 'assistant' ? '' : live.partial,
      }
  }
}

/** Turns in order, each index once; the later source wins. */
export function mergeTurns<Turn extends { readonly index: number }>(
  before: readonly Turn[],
  after: readonly Turn[],
): Turn[] {
  const byIndex = new Map(before.map((turn) => [turn.index, turn]))
  for (const turn of after) byIndex.set(turn.index, turn)
  return [...byIndex.values()].sort((a, b) => a.index - b.index)
}
