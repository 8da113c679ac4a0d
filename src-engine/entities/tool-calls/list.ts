import { type ToolCall, toolCallsList } from '../../contract/activity.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { EngineError } from '../../kernel/errors.ts'
import { type Decision, type Store, type StoredRecord, decisions, toolResults } from '../../store/index.ts'
import type { Verb } from '../context.ts'
import { decodeSequence, encodeCursor } from '../page-rows.ts'

export const listToolCalls: Verb<typeof toolCallsList> = (ctx, { query }) => {
  const { org } = authorizeIn(ctx.actor, toolCallsList)
  const { agent, run, tool, verdict } = query
  const page = ctx.store
    .stream(decisions)
    .page(
      org,
      { agent, run, type: tool, fields: { verdict } },
      { after: decodeSequence(query.cursor), limit: query.limit, order: 'newest' },
    )
  return {
    items: page.records.map((record) => toolCall(ctx.store, record)),
    next: page.next === null ? null : encodeCursor(String(page.next)),
    total: page.total,
  }
}

/** A decision with what came of it; nothing yet while the call runs, and for calls that were not let through. */
function toolCall(store: Store, { id, org, agent, run, at, doc }: StoredRecord<Decision>): ToolCall {
  if (agent === null || run === null) throw new EngineError('internal', `The decision ${id} names no agent or no run.`)
  const { expiresAt: _expiresAt, instance: _instance, decidedBy: _decidedBy, passed: _passed, ...decided } = doc
  const result = store.stream(toolResults).latest({ ref: id })?.doc
  return {
    ...decided,
    id,
    org,
    agent,
    run,
    at,
    outcome: result?.outcome ?? null,
    durationMs: result?.durationMs ?? null,
    output: result?.output ?? null,
  }
}
