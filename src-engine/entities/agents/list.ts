import { type Agent, agents, agentsList } from '../../contract/agents.ts'
import type { InputOf } from '../../contract/operation.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { type Ctx, JsonText, type Verb } from '../context.ts'
import { decodeCursor, encodeCursor } from '../page-rows.ts'
import { invalidQuery } from '../invalid-query.ts'
import { type AgentSort, agentSorts } from './order.ts'

type Query = InputOf<typeof agentsList>['query']

/**
 * A page of agents as JSON text. Rows stay in order in memory and each row's JSON is made once per change, so a page
 * costs a walk over ids and the joining of texts.
 */
export const listAgents: Verb<typeof agentsList> = (ctx, { query }) => {
  const { org } = authorizeIn(ctx.actor, agentsList)
  const descending = query.sort.startsWith('-')
  const sort = agentSorts.find((name) => query.sort.endsWith(name)) ?? 'name'
  const matches = filterOf(ctx, org, query)
  const order = ctx.agents.order.by(org, sort)
  const { ids } = order
  const start = startOf(ctx, org, sort, descending, query.cursor)
  const texts: string[] = []
  let last = ''
  let more = false
  for (let at = start; descending ? at >= 0 : at < ids.length; at += descending ? -1 : 1) {
    const id = ids[at] ?? ''
    if (matches && !matches(id)) continue
    if (texts.length === query.limit) {
      more = true
      break
    }
    texts.push(ctx.agents.json(org, id) ?? 'null')
    last = id
  }
  const next = more ? JSON.stringify(encodeCursor(`${order.keyOf(last) ?? ''}\n${last}`)) : 'null'
  return new JsonText(`{"items":[${texts.join(',')}],"next":${next},"total":${matches ? countOf(ids, matches) : ids.length}}`)
}

function countOf(ids: readonly string[], matches: (id: string) => boolean): number {
  let total = 0
  for (const id of ids) if (matches(id)) total += 1
  return total
}

/** Where the page begins: at an end of the order, or next to the row the cursor names. */
function startOf(ctx: Ctx, org: string, sort: AgentSort, descending: boolean, cursor: string | undefined): number {
  const order = ctx.agents.order.by(org, sort)
  if (cursor === undefined) return descending ? order.ids.length - 1 : 0
  const text = decodeCursor(cursor)
  const split = text.lastIndexOf('\n')
  if (split === -1) throw invalidQuery('/cursor', 'is not one this list gave out')
  const [key, id] = [text.slice(0, split), text.slice(split + 1)]
  return descending ? order.from(key, id) - 1 : order.after(key, id)
}

/** One test for all filters, null when there are none. */
function filterOf(ctx: Ctx, org: string, query: Query): ((id: string) => boolean) | null {
  const tests: ((agent: Agent) => boolean)[] = []
  const wanted = query.q?.trim().toLowerCase()
  if (wanted) tests.push((agent) => agent.name.toLowerCase().includes(wanted) || agent.role.toLowerCase().includes(wanted) || agent.tags.some((tag) => tag.toLowerCase().includes(wanted)))
  if (query.state !== undefined) tests.push((agent) => ctx.agents.observed(agent.id)?.state === query.state)
  if (query.target !== undefined) tests.push((agent) => agent.target === query.target)
  if (query.tag !== undefined) tests.push((agent) => agent.tags.includes(query.tag ?? ''))
  if (query.attention !== undefined) tests.push((agent) => needsAttention(ctx, agent) === query.attention)
  if (tests.length === 0) return null
  const rows = ctx.store.rows(agents, org)
  return (id) => {
    const agent = rows.get(id)?.doc
    return agent !== undefined && tests.every((test) => test(agent))
  }
}

function needsAttention(ctx: Ctx, agent: Agent): boolean {
  const state = ctx.agents.observed(agent.id)?.state
  return state === 'degraded' || state === 'error' || agent.killNo > agent.released || ctx.agents.view(agent.org, agent.id)?.spend.stopped === true
}
