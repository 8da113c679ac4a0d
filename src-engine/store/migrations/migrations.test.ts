import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { collections } from '../../contract/index.ts'
import { bulkStreams, mainStreams } from '../streams/catalog.ts'
import { openDaySums } from '../streams/day-sums.ts'
import { openOpenReservations } from '../streams/open-reservations.ts'
import { bulkTables } from './0001-bulk-tables.ts'
import { toolCallsByTool } from './0002-tool-calls-by-tool.ts'
import { budgetSettled } from './0003-budget-settled.ts'
import { budgetDays } from './0004-budget-days.ts'
import { toolCallsPlaced } from './0005-tool-calls-placed.ts'
import { bulkMigrations, mainMigrations } from './index.ts'

function schemaOf(migrations: typeof mainMigrations): { readonly sql: string; readonly tables: readonly string[] } {
  const database = new Database(':memory:')
  for (const { sql } of migrations) for (const statement of sql) database.exec(statement)
  const rows = database
    .prepare<[], { type: string; name: string; sql: string }>(
      `SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY name`,
    )
    .all()
  database.close()
  return {
    sql: `${rows.map(({ sql }) => sql.replaceAll(/\s+/g, ' ')).join('\n')}\n`,
    tables: rows.filter(({ type }) => type === 'table').map(({ name }) => name),
  }
}

// A red snapshot means that a released step was changed: undo that and write the next step.
test('what version 1 makes stays as it is', async () => {
  await expect(schemaOf(mainMigrations.slice(0, 1)).sql).toMatchFileSnapshot('testing/control-1.sql')
  await expect(schemaOf(bulkMigrations.slice(0, 1)).sql).toMatchFileSnapshot('testing/streams-1.sql')
})

test('what version 2 makes of a decision stays readable: its tool, and the steps it passed', () => {
  const database = new Database(':memory:')
  for (const statement of bulkTables.sql) database.exec(statement)
  const trace = ['agent', 'tool', 'rules', 'budget', 'rules'].map((step) => ({ step, outcome: 'pass', detail: 'x' }))
  const insert = database.prepare(
    `INSERT INTO tool_calls (device, incarnation, seq, id, org, type, at, doc) VALUES ('d', 1, ?, ?, 'o', 'allow', 't', ?)`,
  )
  insert.run(1, 'a', JSON.stringify({ tool: 'exec', decidedBy: 'rules', trace }))
  insert.run(2, 'b', JSON.stringify({ tool: 'read', decidedBy: 'agent', trace: trace.slice(0, 1) }))

  for (const statement of toolCallsByTool.sql) database.exec(statement)

  expect(database.prepare('SELECT type, doc FROM tool_calls ORDER BY pk').all()).toEqual([
    { type: 'exec', doc: '{"tool":"exec","decidedBy":"rules","passed":["agent","tool","budget"]}' },
    { type: 'read', doc: '{"tool":"read","decidedBy":"agent","passed":[]}' },
  ])
  const plan = database.prepare<[], { detail: string }>(
    `EXPLAIN QUERY PLAN SELECT * FROM tool_calls WHERE org = 'o' AND type = 'exec' ORDER BY pk DESC LIMIT 51`,
  )
  expect(plan.all().map(({ detail }) => detail)).toEqual([expect.stringContaining('tool_calls_type')])
  database.close()
})

test('what version 2 makes of a decision with an odd trace or none is a decision still', () => {
  const database = new Database(':memory:')
  for (const statement of bulkTables.sql) database.exec(statement)
  const insert = database.prepare(
    `INSERT INTO tool_calls (device, incarnation, seq, id, org, type, at, doc) VALUES ('d', 1, ?, ?, 'o', 'allow', 't', ?)`,
  )
  const args = '{"trace":[1],"n":0.10000000000000000001,"t":"\\u0000\\ud800"}'
  const odd = [
    '',
    ',"trace":null',
    ',"trace":"x"',
    ',"trace":{"step":"agent"}',
    ',"trace":["x",null,{"step":"tool"},7]',
  ]
  for (const [n, trace] of odd.entries())
    insert.run(n, `i${n}`, `{"tool":"exec","decidedBy":"rules","args":${args}${trace}}`)
  insert.run(9, 'torn', '{"tool":"exec","tra')

  for (const statement of toolCallsByTool.sql) database.exec(statement)

  const left = (passed: string) => `{"tool":"exec","decidedBy":"rules","args":${args},"passed":[${passed}]}`
  expect(database.prepare('SELECT doc FROM tool_calls ORDER BY pk').pluck().all()).toEqual([
    ...['', '', '', '', '"tool"'].map(left),
    '{"tool":"exec","tra',
  ])
  database.close()
})

test('what version 3 makes starts before the first reservation: what was open is found', () => {
  const database = new Database(':memory:')
  for (const { sql } of [bulkTables, toolCallsByTool]) for (const statement of sql) database.exec(statement)
  database.exec(
    `INSERT INTO budget_reservations (device, incarnation, seq, id, org, agent, at, doc)
     VALUES ('d', 1, 1, 'open', 'o', 'a', 't', '{"microUsd":1,"tokens":2}')`,
  )

  for (const statement of budgetSettled.sql) database.exec(statement)

  expect(openOpenReservations(database).all()).toMatchObject([{ id: 'open', microUsd: 1, tokens: 2 }])
  database.close()
})

test('what version 4 makes has summed what was in the ledger before it, once', () => {
  const database = new Database(':memory:')
  for (const { sql } of [bulkTables, toolCallsByTool, budgetSettled])
    for (const statement of sql) database.exec(statement)
  const insert = database.prepare(
    `INSERT INTO budget_ledger (device, incarnation, seq, id, org, agent, at, doc) VALUES ('d', 1, ?, ?, 'o', 'a', ?, ?)`,
  )
  const doc = JSON.stringify({ model: 'm', microUsd: 5, inputTokens: 2, outputTokens: 1 })
  insert.run(1, 'x', '2026-03-01T00:00:00.000Z', doc)
  insert.run(2, 'y', '2026-03-01T23:59:59.999Z', doc)
  insert.run(3, 'z', '2026-03-02T00:00:00.000Z', '{"microUsd":4}')

  for (const statement of budgetDays.sql) database.exec(statement)

  const sum = { org: 'o', agent: 'a', at: '2026-03-01', microUsd: 10, inputTokens: 4, outputTokens: 2, calls: 2 }
  const bare = { org: 'o', agent: 'a', at: '2026-03-02', microUsd: 4, inputTokens: 0, outputTokens: 0, calls: 0 }
  const sums = openDaySums(database)
  expect(sums.since('2026-01-01')).toEqual([sum, bare])
  insert.run(4, 'late', '2026-03-02T00:00:00.001Z', '{"microUsd":1}')
  expect(sums.since('2026-03-02')).toEqual([bare, { ...bare, microUsd: 1 }])
  expect(sums.advance()).toBe(false)
  expect(sums.since('2026-01-01')).toEqual([sum, { ...bare, microUsd: 5 }])
  database.close()
})

test('what version 5 makes has placed the calls there were before it, and no record that names no run', () => {
  const database = new Database(':memory:')
  for (const { sql } of [bulkTables, toolCallsByTool, budgetSettled, budgetDays])
    for (const statement of sql) database.exec(statement)
  const insert = database.prepare(
    `INSERT INTO tool_calls (device, incarnation, seq, id, org, agent, run, at, doc) VALUES ('d', 1, ?, ?, 'o', ?, ?, 't', '{}')`,
  )
  insert.run(1, 'x', 'a', 'r')
  insert.run(2, 'y', 'b', 'r')
  insert.run(3, 'z', 'a', null)

  for (const statement of toolCallsPlaced.sql) database.exec(statement)

  const all = (sql: string): unknown[] => database.prepare(sql).raw().all()
  expect(all('SELECT key, place FROM tool_calls_by_agent')).toEqual([
    ['a', 1],
    ['a', 3],
    ['b', 2],
  ])
  expect(all('SELECT key, place FROM tool_calls_by_run')).toEqual([
    ['r', 1],
    ['r', 2],
  ])
  expect(all('SELECT upto FROM tool_calls_placed')).toEqual([[3]])
  database.close()
})

test('every collection and stream of the catalogs has its table', () => {
  const main = [...collections.map(({ name }) => name), ...mainStreams.map(({ name }) => name)]
  expect(schemaOf(mainMigrations).tables).toEqual(expect.arrayContaining(main))
  const bulk = [
    ...bulkStreams.map(({ name }) => name),
    'budget_settled',
    'budget_days',
    'budget_summed',
    'tool_calls_by_agent',
    'tool_calls_by_run',
    'tool_calls_placed',
  ]
  expect(schemaOf(bulkMigrations).tables.toSorted()).toEqual(bulk.toSorted())
})
