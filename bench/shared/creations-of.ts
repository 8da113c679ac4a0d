import type Database from 'better-sqlite3'
import { z } from 'zod'

type Values = Record<string, string | number | bigint | Buffer | null>
export interface CreationRow {
  readonly table: string
  readonly values: Values
}

const rowSchema = z.record(z.string(), z.union([z.string(), z.number(), z.instanceof(Buffer), z.null()]))
const opsSchema = z.tuple([z.object({ id: z.string() })], z.unknown())
const eventSchema = z.object({ id: z.string() })

/** Where a creation leaves rows, and how a row says whose creation it is of. */
const sources: readonly { readonly table: string; readonly where: string; agentOf(row: Values): string }[] = [
  { table: 'managed_agents', where: '1', agentOf: (row) => String(row['id']) },
  { table: 'outbox', where: '1', agentOf: (row) => opsSchema.parse(JSON.parse(String(row['ops'])))[0].id },
  {
    table: 'statuses',
    where: `resource LIKE 'agent:%'`,
    agentOf: (row) => String(row['resource']).slice('agent:'.length),
  },
  { table: 'agent_state_history', where: '1', agentOf: (row) => String(row['agent']) },
  { table: 'agent_revisions', where: '1', agentOf: (row) => String(row['agent']) },
  { table: 'audit_log', where: `action = 'agents.create'`, agentOf: (row) => String(row['target']) },
  { table: 'change_log', where: '1', agentOf: (row) => eventSchema.parse(JSON.parse(String(row['event']))).id },
]

/** The rows of each creation in a database a host wrote, in the order of creation, with the clock and change set it touches. */
export function creationsOf(database: Database.Database): CreationRow[][] {
  const byAgent = new Map<string, CreationRow[]>()
  for (const { table, where, agentOf } of sources) {
    for (const raw of database.prepare(`SELECT * FROM ${table} WHERE ${where}`).iterate()) {
      const values = rowSchema.parse(raw)
      const agent = agentOf(values)
      if (table === 'managed_agents') byAgent.set(agent, [])
      byAgent.get(agent)?.push({ table, values })
    }
  }
  const clock = rowSchema.parse(database.prepare('SELECT * FROM clock').get())
  return [...byAgent.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, rows]) => [...rows, { table: 'clock', values: clock }])
}
