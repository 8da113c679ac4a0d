import { agents } from '../../contract/agents.ts'
import { type LogLine, deploymentsLogs } from '../../contract/deployments.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { notFound } from '../../kernel/errors.ts'
import type { StreamItem, StreamVerb } from '../context.ts'

export const streamLogs: StreamVerb<typeof deploymentsLogs> = async (ctx, { params, query }) => {
  const { org } = authorizeIn(ctx.actor, deploymentsLogs)
  if (!ctx.store.get(agents, org, params.id)) throw notFound('agent', params.id)
  const lines = await ctx.deployments.logs(org, params.id, {
    tail: query.tail,
    follow: query.follow,
    signal: ctx.signal,
  })
  return items(lines, query.q?.toLowerCase())
}

async function* items(lines: AsyncIterable<LogLine>, wanted: string | undefined): AsyncIterable<StreamItem<LogLine>> {
  for await (const line of lines)
    if (wanted === undefined || line.text.toLowerCase().includes(wanted)) yield { data: line }
}
