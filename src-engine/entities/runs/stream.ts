import { EventSourceParserStream } from 'eventsource-parser/stream'
import { z } from 'zod'
import { runsStream } from '../../contract/runs.ts'
import { jsonValueSchema } from '../../contract/values.ts'
import type { ResultOf } from '../../contract/operation.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { notFound } from '../../kernel/errors.ts'
import { conversationTurns } from '../../store/index.ts'
import type { Ctx, StreamItem, StreamVerb } from '../context.ts'
import { hasEnded } from './desk.ts'

type Item = StreamItem<ResultOf<typeof runsStream>>
const dataSchema = z.preprocess((text, context) => {
  try {
    const value: unknown = JSON.parse(String(text))
    return value
  } catch (error) {
    context.addIssue({ code: 'custom', message: String(error), input: text })
    return z.NEVER
  }
}, jsonValueSchema)

/** The run as its agent tells it while it is open; as it was recorded once it has ended or the agent cannot be reached. */
export const streamRun: StreamVerb<typeof runsStream> = (ctx, { params, lastEventId }) => {
  const { org } = authorizeIn(ctx.actor, runsStream)
  const run = ctx.runs.get(org, params.id)
  if (!run) throw notFound('run', params.id)
  const send = hasEnded(run.state) ? null : ctx.deployments.connect(org, run.agent)
  return send ? relay(ctx, send, run.id, lastEventId) : recorded(ctx, org, run.id)
}

async function* relay(
  ctx: Ctx,
  send: (path: string, init?: RequestInit) => Promise<Response>,
  run: string,
  lastEventId: string | null,
): AsyncIterable<Item> {
  const headers = { accept: 'text/event-stream', ...(lastEventId === null ? {} : { 'last-event-id': lastEventId }) }
  const response = await send(`/v1/runs/${run}/events`, { headers, signal: ctx.signal })
  if (!response.ok || !response.body) {
    await response.body?.cancel()
    return
  }
  const events = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())
  for await (const { id, event, data } of events) {
    const parsed = dataSchema.safeParse(data)
    if (!parsed.success) continue
    yield { ...(id === undefined ? {} : { id }), data: { kind: event ?? 'message', data: parsed.data } }
  }
}

async function* recorded(ctx: Ctx, org: string, run: string): AsyncIterable<Item> {
  for (let after: number | null = null; ;) {
    const page: ReturnType<ReturnType<typeof ctx.store.stream<object>>['page']> = ctx.store
      .stream(conversationTurns)
      .page(org, { run }, { after, limit: 200, order: 'oldest' })
    for (const { doc } of page.records) yield { data: { kind: 'turn', data: jsonValueSchema.parse(doc) } }
    if (page.next === null) break
    after = page.next
  }
  const ended = ctx.runs.get(org, run)
  if (ended) yield { data: { kind: 'state', data: { state: ended.state, reason: ended.reason } } }
}
