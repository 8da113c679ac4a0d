import { afterEach, beforeEach, expect, test } from 'vitest'
import { budgets } from '../../contract/budgets.ts'
import { organizations } from '../../contract/organizations.ts'
import { createIds } from '../../kernel/ids.ts'
import { type TestStore, openTestStore } from '../../store/testing/open-test-store.ts'
import { type BudgetBook, openBudgetBook } from './book.ts'

const DAY = 86_400_000
const who = { org: 'org_00000001', agent: 'agt_00000001', run: null }
const cap = { period: 'day', microUsd: 1_000, tokens: null } as const
const midnight = Date.UTC(2026, 10, 24)
let now: number
let disk: TestStore
let book: BudgetBook

const clock = { now: () => now, monotonic: () => now }

beforeEach(async () => {
  now = midnight - 1_000
  disk = await openTestStore(clock)
  await disk.store.transaction({ org: who.org, actor: 'system:test', requestId: '' }, (tx) => {
    tx.insert(organizations, { id: who.org, org: who.org, createdAt: tx.at, name: 'Test', root: '0'.repeat(64) })
    tx.insert(budgets, { id: 'bud_00000001', org: who.org, createdAt: tx.at, agent: who.agent, cap })
  })
  book = openBudgetBook(disk.store, clock, createIds(clock))
})
afterEach(() => disk.dispose())

async function hold(microUsd: number): Promise<string> {
  const held = await book.hold(who, { microUsd, tokens: 0 })
  if (!held.ok) throw new Error(held.reason)
  return held.reservation
}
function settle(reservation: string, microUsd: number): Promise<void> {
  const used = { model: 'm', provider: 'p', microUsd, inputTokens: 0, outputTokens: 0, estimated: false }
  return book.settle(who, reservation, used)
}
/** What yesterday and today have cost, by memory. */
function spent(): number[] {
  return [midnight - DAY, midnight].map((start) => book.days.sum(who.org, who.agent, start, start + DAY).microUsd)
}
async function restart(): Promise<void> {
  book = openBudgetBook(await disk.reopen(), clock, createIds(clock))
  await book.recovered
}

test('a call over midnight is booked in the day it was reserved in, so neither day passes its cap', async () => {
  const before = await hold(1_000)
  now = midnight
  const after = await hold(600)
  await settle(before, 1_000)
  expect(spent()).toEqual([1_000, 0])
  expect((await book.hold(who, { microUsd: 401, tokens: 0 })).ok).toBe(false)
  await settle(after, 600)
  await settle(await hold(400), 400)
  expect((await book.hold(who, { microUsd: 1, tokens: 0 })).ok).toBe(false)
  expect(spent()).toEqual([1_000, 1_000])
  await restart()
  expect(spent()).toEqual([1_000, 1_000])
})

test('what a crash left open before midnight is booked there, in memory and on disk', async () => {
  await hold(700)
  now = midnight + 60_000
  await restart()
  expect(spent()).toEqual([700, 0])
  await settle(await hold(1_000), 1_000)
  await restart()
  expect(spent()).toEqual([700, 1_000])
})

test('a call that used nothing frees the day it was reserved in', async () => {
  const reservation = await hold(1_000)
  now = midnight
  await book.release(who, reservation)
  expect(spent()).toEqual([0, 0])
  expect(book.state({ id: 'bud_00000001', org: who.org, agent: who.agent, cap }).reserved.microUsd).toBe(0)
  now = midnight - 1
  expect((await book.hold(who, { microUsd: 1_000, tokens: 0 })).ok).toBe(true)
})
