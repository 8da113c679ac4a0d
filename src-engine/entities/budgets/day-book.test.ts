import { expect, test } from 'vitest'
import { createDayBook } from './day-book.ts'

const AT = Date.UTC(2026, 10, 22, 13)
const DAY = 86_400_000

test('sums of days are sums of periods, of an agent and of all', () => {
  const book = createDayBook([
    { org: 'o', agent: 'a', at: '2026-11-21', microUsd: 5, inputTokens: 1, outputTokens: 2, calls: 1 },
  ])
  book.add('o', 'a', AT, { microUsd: 10, inputTokens: 3, outputTokens: 4 })
  book.add('o', 'b', AT, { microUsd: 100, inputTokens: 0, outputTokens: 1 })
  const today = Date.UTC(2026, 10, 22)
  expect(book.sum('o', 'a', today, today + DAY)).toEqual({ microUsd: 10, tokens: 7 })
  expect(book.sum('o', 'a', today - DAY, today + DAY)).toEqual({ microUsd: 15, tokens: 10 })
  expect(book.sum('o', null, today - DAY, today + DAY)).toEqual({ microUsd: 115, tokens: 11 })
  expect(book.sum('other', null, today, today + DAY)).toEqual({ microUsd: 0, tokens: 0 })
})

test('a sum stays an exact integer however much is added', () => {
  const book = createDayBook([])
  for (let i = 0; i < 3; i += 1)
    book.add('o', 'a', AT, { microUsd: Number.MAX_SAFE_INTEGER, inputTokens: Number.MAX_SAFE_INTEGER, outputTokens: 1 })
  const today = Date.UTC(2026, 10, 22)
  expect(book.sum('o', 'a', today, today + DAY)).toEqual({
    microUsd: Number.MAX_SAFE_INTEGER,
    tokens: Number.MAX_SAFE_INTEGER,
  })
})
