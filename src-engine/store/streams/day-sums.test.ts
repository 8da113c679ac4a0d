import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SpendBucket } from './spending.ts'
import { usage } from './catalog.ts'
import { type TestStore, openTestStore } from '../testing/open-test-store.ts'

let opened: TestStore
let made = 0
beforeEach(async () => {
  opened = await openTestStore()
})
afterEach(() => opened.dispose())

function spend(agent: string, day: string, microUsd: number, model = 'm'): Promise<unknown> {
  const doc = { model, provider: 'p', microUsd, inputTokens: 2, outputTokens: 1, estimated: false, reservation: '' }
  const at = `${day}T12:00:00.000Z`
  return opened.store.append(usage, { id: `u${(made += 1)}`, org: 'org_00000000', agent, at, doc })
}
/** Days of an agent with money and calls, added up as the day book does. */
function days(since = '2026-01-01'): Record<string, [number, number]> {
  const sums: Record<string, [number, number]> = {}
  for (const { agent, at, microUsd, calls } of opened.store.daySums.since(since)) {
    const [money, many] = sums[`${agent} ${at}`] ?? [0, 0]
    sums[`${agent} ${at}`] = [money + microUsd, many + calls]
  }
  return sums
}
function inFile<Result>(work: (database: Database.Database) => Result): Result {
  const database = new Database(join(opened.directory, 'streams.db'))
  try {
    return work(database)
  } finally {
    database.close()
  }
}

test('days are the same before they are summed, after it, with what came since, and after a restart', async () => {
  await spend('ada', '2026-03-01', 5)
  await spend('ada', '2026-03-01', 7, '')
  await spend('eve', '2026-03-02', 11)
  const first = { 'ada 2026-03-01': [12, 1], 'eve 2026-03-02': [11, 1] }
  expect(days()).toEqual(first)
  await opened.store.sweep()
  expect(days()).toEqual(first)
  // What a crash left open is booked in the day it was reserved in.
  await spend('ada', '2026-03-01', 1)
  await spend('eve', '2026-03-03', 3)
  const then = { 'ada 2026-03-01': [13, 2], 'eve 2026-03-02': [11, 1], 'eve 2026-03-03': [3, 1] }
  expect(days()).toEqual(then)
  await opened.store.sweep()
  await opened.store.sweep()
  await opened.reopen()
  expect(days()).toEqual(then)
  expect(days('2026-03-03')).toEqual({ 'eve 2026-03-03': [3, 1] })
})

test('what is summed is not read again, and a sweep sums more than it takes at once', async () => {
  await Promise.all(Array.from({ length: 4_500 }, () => spend('ada', '2026-03-01', 1)))
  await opened.store.sweep()
  inFile((database) => database.exec('DELETE FROM budget_ledger'))
  expect(opened.store.daySums.since('2026-01-01')).toEqual([
    {
      org: 'org_00000000',
      agent: 'ada',
      at: '2026-03-01',
      microUsd: 4_500,
      inputTokens: 9_000,
      outputTokens: 4_500,
      calls: 4_500,
    } satisfies SpendBucket,
  ])
})
