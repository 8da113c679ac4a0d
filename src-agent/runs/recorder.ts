import type { AgentEvent, AgentTurn, ToolResult } from '../../src-engine/contract/runtime.ts'
import type { JsonObject } from '../../src-engine/contract/values.ts'
import type { LiveFeed } from '../live/index.ts'
import type { Spool, SpoolItem } from '../spool/index.ts'
import { cutUnits, escapeArgs, escapeText, oneLine } from '../text/index.ts'
import { hasEnded, type Message, type RunState } from './run-state.ts'
import type { RunStore } from './run-store.ts'

const MOST_TURN = 200_000

/** What a transition leaves behind besides the state itself. */
export interface Records {
  readonly events?: readonly {
    readonly type: AgentEvent['type']
    readonly message: string
    readonly data?: JsonObject
  }[]
  readonly result?: ToolResult
  /** A message that joins the conversation (and becomes a turn). */
  readonly message?: Message
}

export interface RunRecorder {
  readonly state: RunState
  readonly live: LiveFeed
  /** Makes one transition durable: state file first, then its records in the spool. A changed state is reported. */
  commit(change: Partial<Omit<RunState, 'messages' | 'records' | 'outbox'>>, records?: Records): Promise<void>
  /** Appends the records of the last transition again, in case a crash came between state and spool. */
  recover(): Promise<void>
}

export function createRecorder(initial: RunState, store: RunStore, spool: Spool, live: LiveFeed): RunRecorder {
  let state = initial

  async function commit(change: Partial<RunState>, records: Records = {}): Promise<void> {
    const at = new Date().toISOString()
    const outbox: SpoolItem[] = []
    let count = state.records
    const next = { ...state, ...change }
    const reported = next.state !== 'queued' && (next.state !== state.state || next.reason !== state.reason)
    const turn =
      records.message === undefined ? undefined : toTurn(state.run, state.messages.length, at, records.message)

    if (records.result !== undefined)
      outbox.push({ kind: 'result', key: `result.${records.result.decisionId}`, body: records.result })
    if (turn !== undefined) outbox.push({ kind: 'turn', key: `turn.${turn.run}.${turn.index}`, body: turn })
    for (const event of records.events ?? []) {
      const key = `${state.run}.${count++}`
      const message = cutUnits(escapeText(event.message), 2_000)
      outbox.push({
        kind: 'event',
        key,
        body: { key, at, run: state.run, type: event.type, message, data: escapeArgs(event.data ?? {}) },
      })
    }
    if (reported && next.state !== 'queued')
      outbox.push({
        kind: 'report',
        key: `report.${state.run}.${count++}`,
        body: {
          run: state.run,
          state: next.state,
          reason: cutUnits(escapeText(next.reason), 2_000),
          steps: next.steps,
        },
      })

    const messages = records.message === undefined ? state.messages : [...state.messages, records.message]
    const saved = { ...next, messages, records: count, outbox }
    store.save(saved)
    state = saved
    if (turn !== undefined) live.push({ type: 'turn', turn })
    if (reported) live.push({ type: 'state', state: state.state, reason: state.reason, steps: state.steps })
    await spoolOutbox()
  }

  async function spoolOutbox(): Promise<void> {
    if (state.outbox.length === 0) return
    await spool.append(state.outbox)
    // The next transition replaces the outbox; after the last one there is none.
    if (!hasEnded(state)) return
    state = { ...state, outbox: [] }
    store.save(state)
  }

  return {
    get state() {
      return state
    },
    live,
    commit,
    recover: spoolOutbox,
  }
}

/** A message as the contract's turn: escaped and cut to what a turn may hold. A tool's turn names the call it answers. */
export function toTurn(run: string, index: number, at: string, message: Message): AgentTurn {
  const calls = message.role === 'assistant' ? message.calls : message.role === 'tool' ? [message] : []
  return {
    run,
    index,
    at,
    role: message.role,
    text: cutUnits(escapeText(message.text), MOST_TURN),
    toolCalls: calls.map(({ call, tool, args }) => ({ call, tool: oneLine(tool, 64), args: escapeArgs(args) })),
  }
}
