import type { Query, QueryClient } from '@tanstack/react-query'
import type { EngineEvent } from '../../src-engine/contract/activity.ts'

/** Which answers a kind of change makes stale, by the start of their operation id. */
const touched = {
  agent: ['agents.', 'system.stats', 'deployments.plan'],
  approval: ['approvals.', 'tool-calls.', 'system.stats', 'runs.'],
  deployment: ['deployments.', 'agents.', 'system.stats'],
  // What an agent spent and did last stands with it; the list of all is not read anew for every step of one.
  run: ['runs.', 'conversations.', 'tool-calls.', 'agents.get'],
  activity: ['activity.', 'tool-calls.', 'system.stats'],
  budget: ['budgets.', 'agents.', 'system.stats'],
  target: ['targets.', 'system.dependencies'],
  user: ['users.', 'auth.me'],
  setting: ['settings.'],
  provider: ['providers.', 'system.dependencies'],
  secret: ['secrets.', 'auth.status'],
  organization: ['organizations.', 'auth.me'],
} as const satisfies Record<EngineEvent['kind'], readonly string[]>

const byTag: Readonly<Record<string, EngineEvent['kind']>> = {
  agents: 'agent',
  approvals: 'approval',
  deployments: 'deployment',
  runs: 'run',
  budgets: 'budget',
  targets: 'target',
  users: 'user',
  settings: 'setting',
  providers: 'provider',
  secrets: 'secret',
  organizations: 'organization',
}

/** Answers that read state of a machine elsewhere: no event announces them and asking costs something. */
const onDemand = new Set(['targets.detect', 'providers.detect', 'agents.templates'])

/** First answers that are read again once they are there. */
const readTwice = new WeakSet<Query>()

/** Marks stale what a change touched. Those on screen are read anew, the others when they are next shown. */
export function refresh(queries: QueryClient, kinds: ReadonlySet<EngineEvent['kind']>): void {
  const starts = [...kinds].flatMap((kind) => touched[kind])
  function isTouched({ queryKey: [id] }: Query): boolean {
    return typeof id === 'string' && !onDemand.has(id) && starts.some((start) => id.startsWith(start))
  }
  // A first answer that is under way may be from before the change, and is not asked for anew by what follows.
  const underWay = queries
    .getQueryCache()
    .findAll({ predicate: isTouched, fetchStatus: 'fetching' })
    .filter((query) => query.state.data === undefined && !readTwice.has(query))
  void queries.invalidateQueries({ predicate: isTouched })
  for (const query of underWay) readOnceMore(queries, query)
}

function readOnceMore(queries: QueryClient, query: Query): void {
  readTwice.add(query)
  query.promise?.then(
    () => {
      readTwice.delete(query)
      void queries.invalidateQueries({ queryKey: query.queryKey, exact: true })
    },
    // It stands with its error and is tried again from there.
    () => readTwice.delete(query),
  )
}

/** The same after an own change, by the tag of the operation. */
export function refreshAfter(queries: QueryClient, tag: string): void {
  const kind = byTag[tag]
  if (kind !== undefined) refresh(queries, new Set([kind]))
}
