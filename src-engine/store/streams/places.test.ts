import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type TestStore, openTestStore } from '../testing/open-test-store.ts'
import { type Decision, decisions } from './catalog.ts'
import { PLACED_AT_ONCE, placedSources } from './places.ts'

const ORG = 'org_00000000'
const doc: Decision = {
  instance: 'ins_00000000',
  call: 'call',
  tool: 'exec',
  args: {},
  argsHash: 'a'.repeat(64),
  verdict: 'allow',
  decidedBy: 'rules',
  passed: [],
  rule: null,
  reason: 'why not',
  policyRev: 'b'.repeat(64),
  approval: null,
  expiresAt: null,
}
interface Call {
  readonly id: string
  readonly agent: string
  readonly run: string
  readonly at: string
  readonly verdict: Decision['verdict']
}
const callOf = (n: number): Call => ({
  id: `dec_${String(n).padStart(8, '0')}`,
  agent: `agt_${n % 3}`,
  run: `run_${n % 7}`,
  at: new Date(Date.UTC(2026, 0, 1) + n * 1_000).toISOString(),
  verdict: n % 5 === 0 ? 'ask' : 'allow',
})

let opened: TestStore
beforeEach(async () => {
  opened = await openTestStore()
})
afterEach(() => opened.dispose())

async function add(from: number, to: number): Promise<Call[]> {
  const calls = Array.from({ length: to - from }, (_, n) => callOf(from + n))
  await Promise.all(
    calls.map(({ verdict, ...call }) =>
      opened.store.append(decisions, { ...call, org: ORG, type: doc.tool, doc: { ...doc, verdict } }),
    ),
  )
  return calls
}
/** What the file holds of the mark and of the tables beside the stream. */
function placed(): { upto: unknown; agents: unknown; runs: unknown } {
  const database = new Database(join(opened.directory, 'streams.db'), { readonly: true })
  try {
    const one = (sql: string): unknown => database.prepare(sql).pluck().get()
    return {
      upto: one('SELECT upto FROM tool_calls_placed'),
      agents: one('SELECT COUNT(*) FROM tool_calls_by_agent'),
      runs: one('SELECT COUNT(*) FROM tool_calls_by_run'),
    }
  } finally {
    database.close()
  }
}
function idsPageByPage(
  filter: { agent?: string; run?: string; fields?: { verdict: string } },
  order: 'newest' | 'oldest',
) {
  const ids: string[] = []
  let after: number | null = null
  let total: number
  do {
    const page = opened.store.stream(decisions).page(ORG, filter, { after, limit: 40, order })
    ids.push(...page.records.map(({ id }) => id))
    after = page.next
    total = page.total
  } while (after !== null)
  return { ids, total }
}

test('lists by agent, by run and by both are what a search through all finds, on either side of the mark', async () => {
  const calls = [...(await add(0, PLACED_AT_ONCE + 20)), ...(await add(PLACED_AT_ONCE + 20, PLACED_AT_ONCE + 150))]
  for (const again of [false, true]) {
    if (again) await opened.reopen()
    for (const filter of [
      { agent: 'agt_1' },
      { run: 'run_2' },
      { agent: 'agt_0', run: 'run_3' },
      { agent: 'agt_2', fields: { verdict: 'ask' } },
      { agent: 'agt_none' },
    ]) {
      const ids = calls
        .filter(({ agent }) => filter.agent === undefined || agent === filter.agent)
        .filter(({ run }) => filter.run === undefined || run === filter.run)
        .filter(({ verdict }) => filter.fields === undefined || verdict === filter.fields.verdict)
        .map(({ id }) => id)
      expect(idsPageByPage(filter, 'oldest')).toEqual({ ids, total: ids.length })
      expect(idsPageByPage(filter, 'newest')).toEqual({ ids: ids.toReversed(), total: ids.length })
      expect(opened.store.stream(decisions).latest(filter)?.id).toBe(ids.at(-1))
    }
    expect([...opened.store.stream(decisions).ofRun('run_5')].map(({ id }) => id)).toEqual(
      calls.filter(({ run }) => run === 'run_5').map(({ id }) => id),
    )
    const asked = calls.filter(({ agent, verdict }) => agent === 'agt_1' && verdict === 'ask')
    expect(opened.store.spending.decisionTimes('agt_1', 'ask', 0)).toEqual(asked.map(({ at }) => Date.parse(at)))
  }
})

test('the mark follows when there are enough of them, also over a restart, and places each once', async () => {
  await add(0, PLACED_AT_ONCE - 1)
  expect(placed()).toEqual({ upto: 0, agents: 0, runs: 0 })
  await opened.reopen()
  await add(PLACED_AT_ONCE - 1, PLACED_AT_ONCE)
  expect(placed()).toEqual({ upto: PLACED_AT_ONCE, agents: PLACED_AT_ONCE, runs: PLACED_AT_ONCE })
  await add(0, 10)
  await add(PLACED_AT_ONCE, PLACED_AT_ONCE + 10)
  expect(placed().upto).toBe(PLACED_AT_ONCE)
  const { ids } = idsPageByPage({ agent: 'agt_0' }, 'oldest')
  expect(new Set(ids).size).toBe(ids.length)
})

test('what a failed transaction added does not count towards the next of them', async () => {
  await add(0, 10)
  const database = new Database(join(opened.directory, 'streams.db'))
  try {
    database.exec(
      `CREATE TRIGGER failing BEFORE INSERT ON tool_calls WHEN NEW.id = '${callOf(PLACED_AT_ONCE).id}'
       BEGIN SELECT RAISE(ABORT, 'failed in the middle'); END`,
    )
    await expect(add(10, PLACED_AT_ONCE + 1)).rejects.toMatchObject({ code: 'internal' })
    database.exec('DROP TRIGGER failing')
  } finally {
    database.close()
  }
  await add(10, PLACED_AT_ONCE - 1)
  expect(placed()).toEqual({ upto: 0, agents: 0, runs: 0 })
  await add(PLACED_AT_ONCE - 1, PLACED_AT_ONCE)
  expect(placed()).toEqual({ upto: PLACED_AT_ONCE, agents: PLACED_AT_ONCE, runs: PLACED_AT_ONCE })
})

test('a list reads only what it shows: nothing is sorted, and no part is searched from end to end', async () => {
  await add(0, PLACED_AT_ONCE)
  const database = new Database(join(opened.directory, 'streams.db'), { readonly: true })
  const steps = placedSources('tool_calls', { agent: 'agt_1' }).flatMap(({ from, condition, values, place }) =>
    database
      .prepare<string[], { detail: string }>(
        `EXPLAIN QUERY PLAN SELECT doc FROM ${from} WHERE ${condition} AND org = ? AND agent = ? ORDER BY ${place} DESC LIMIT 51`,
      )
      .all(...values, ORG, 'agt_1')
      .map(({ detail }) => detail),
  )
  database.close()
  expect(steps.filter((step) => /TEMP B-TREE|^SCAN (?!tool_calls_placed)/.test(step))).toEqual([])
  expect(steps).toEqual(expect.arrayContaining([expect.stringContaining('tool_calls_by_agent USING PRIMARY KEY')]))
})
