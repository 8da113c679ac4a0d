import { type Agent, agents, agentsList } from '../../contract/agents.ts'
import type { InputOf } from '../../contract/operation.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { type Ctx, JsonText, type Verb } from '../context.ts'
import { decodePlace, encodePlace } from '../page-rows.ts'
import type { Sorted } from '../sorted-index.ts'
import { agentSorts } from './order.ts'

type Query = InputOf<typeof agentsList>['query']

/**
 * A page of agents as JSON text. Rows stay in order in memory, filtered ones until an agent changes, and each row's JSON
 * is made once per change, so a page costs the joining of texts.
 */
export const listAgents: Verb<typeof agentsList> = (ctx, { query }) => {
  const { org } = authorizeIn(ctx.actor, agentsList)
  const descending = query.sort.startsWith('-')
  const rows = rowsOf(ctx, org, query)
  const { ids } = rows
  const start = startOf(rows, query)
  const shown = descending
    ? ids.slice(Math.max(0, start + 1 - query.limit), start + 1).toReversed()
    : ids.slice(start, start + query.limit)
  const texts = shown.map((id) => ctx.agents.json(org, id) ?? 'null')
  const more = descending ? start + 1 > query.limit : start + query.limit < ids.length
  const last = shown.at(-1) ?? ''
  const next = more ? JSON.stringify(encodePlace(query.sort, `${rows.keyOf(last) ?? ''}\n${last}`)) : 'null'
  return new JsonText(`{"items":[${texts.join(',')}],"next":${next},"total":${ids.length}}`)
}

/** The agents that match, in ascending order. */
function rowsOf(ctx: Ctx, org: string, query: Query): Sorted {
  const { order } = ctx.agents
  const sort = agentSorts.find((name) => query.sort.endsWith(name)) ?? 'name'
  const matches = filterOf(ctx, org, query)
  if (!matches) return order.by(org, sort)
  // Whether a budget holds an agent changes with the time as well.
  if (query.attention !== undefined) return order.by(org, sort).only(matches)
  return order.select(org, sort, JSON.stringify([query.q, query.state, query.target, query.tag]), matches)
}

/** Where the page begins: at an end of the order, or next to the row the cursor names. */
function startOf(rows: Sorted, query: Query): number {
  const descending = query.sort.startsWith('-')
  if (query.cursor === undefined) return descending ? rows.ids.length - 1 : 0
  const place = decodePlace(query.cursor, query.sort)
  const split = place.lastIndexOf('\n')
  const [key, id] = [place.slice(0, Math.max(0, split)), place.slice(split + 1)]
  return descending ? rows.from(key, id) - 1 : rows.after(key, id)
}

/** One test for all filters, null when there are none. */
function filterOf(ctx: Ctx, org: string, query: Query): ((id: string) => boolean) | null {
  const tests: ((agent: Agent) => boolean)[] = []
  const wanted = query.q?.trim().toLowerCase()
  if (wanted)
    tests.push(
      (agent) =>
        agent.name.toLowerCase().includes(wanted) ||
        agent.role.toLowerCase().includes(wanted) ||
        agent.tags.some((tag) => tag.toLowerCase().includes(wanted)),
    )
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
  return (
    state === 'degraded' ||
    state === 'error' ||
    agent.killNo > agent.released ||
    ctx.agents.view(agent.org, agent.id)?.spend.stopped === true
  )
}
