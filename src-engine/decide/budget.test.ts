import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import type { Cap } from '../contract/budgets.ts'
import { exceeded, release, reserve, settle, type BudgetCap, type Ledger, type Reservation } from './budget.ts'
import { periodAt } from './periods.ts'
import { costOf } from './price.ts'
import { estimateTokens } from './tokens.ts'

const NOW = Date.UTC(2026, 10, 23, 12)
const day = (microUsd: number | null, tokens: number | null = null): Cap => ({ period: 'day', microUsd, tokens })
const agent: BudgetCap = { id: 'bud_agent', label: 'The agent’s', cap: day(100) }
const organization: BudgetCap = {
  id: 'bud_org',
  label: 'The organization’s',
  cap: { period: 'month', microUsd: 150, tokens: 1_000 },
}

function held(
  ledger: Ledger,
  caps: readonly BudgetCap[],
  microUsd: number,
  tokens = 0,
  now = NOW,
): { ledger: Ledger; reservation: Reservation } {
  const result = reserve(ledger, caps, { microUsd, tokens }, now)
  if (!result.ok) throw new Error(result.reason)
  return result
}

describe('reserving', () => {
  test('takes from every cap or from none', () => {
    const first = held({}, [agent, organization], 100)
    const other: BudgetCap = { ...agent, id: 'bud_other' }
    const refused = reserve(first.ledger, [other, organization], { microUsd: 60, tokens: 0 }, NOW)
    expect(refused).toMatchObject({ ok: false, budget: 'bud_org' })
    expect(reserve(first.ledger, [other, organization], { microUsd: 50, tokens: 0 }, NOW).ok).toBe(true)
    expect(Object.keys(first.ledger)).toHaveLength(2)
  })

  test('fits to the last unit and not one more, in money and in tokens', () => {
    expect(reserve({}, [agent], { microUsd: 100, tokens: 0 }, NOW).ok).toBe(true)
    expect(reserve({}, [agent], { microUsd: 101, tokens: 0 }, NOW).ok).toBe(false)
    expect(reserve({}, [organization], { microUsd: 0, tokens: 1_001 }, NOW).ok).toBe(false)
    const all = held({}, [agent], 100)
    expect(reserve(all.ledger, [agent], { microUsd: 0, tokens: 0 }, NOW).ok).toBe(false)
    expect(reserve({}, [{ ...agent, cap: day(0) }], { microUsd: 0, tokens: 0 }, NOW).ok).toBe(false)
    expect(reserve({}, [{ ...agent, cap: day(null) }], { microUsd: 1e15, tokens: 1e15 }, NOW).ok).toBe(true)
  })

  test('settles what was used and frees the rest, in the period it was taken from', () => {
    const { ledger, reservation } = held({}, [agent], 90)
    const settled = settle(ledger, [agent], reservation, { microUsd: 30, tokens: 5 })
    expect(reserve(settled.ledger, [agent], { microUsd: 70, tokens: 0 }, NOW).ok).toBe(true)
    expect(reserve(settled.ledger, [agent], { microUsd: 71, tokens: 0 }, NOW).ok).toBe(false)
    const tomorrow = NOW + 86_400_000
    expect(reserve(settled.ledger, [agent], { microUsd: 100, tokens: 0 }, tomorrow).ok).toBe(true)
    expect(reserve(release(ledger, reservation), [agent], { microUsd: 100, tokens: 0 }, NOW).ok).toBe(true)
  })

  test('books an overrun in full and then refuses', () => {
    const { ledger, reservation } = held({}, [agent], 10)
    const settled = settle(ledger, [agent], reservation, { microUsd: 500, tokens: 0 })
    expect(exceeded(settled.ledger, [agent], NOW)).toBe('The agent’s budget of $0.00 a day does not cover this call.')
    expect(exceeded(ledger, [agent], NOW)).toBeNull()
    expect(exceeded(settled.ledger, [agent], NOW + 86_400_000)).toBeNull()
  })

  test('warns once at each of 50, 80 and 95 percent', () => {
    let ledger: Ledger = {}
    const heard: string[] = []
    for (const microUsd of [49, 1, 29, 1, 14, 1]) {
      const taken = held(ledger, [agent], microUsd)
      const settled = settle(taken.ledger, [agent], taken.reservation, { microUsd, tokens: 0 })
      ledger = settled.ledger
      heard.push(settled.warnings.map((warning) => warning.percent).join())
    }
    expect(heard).toEqual(['', '50', '', '80', '', '95'])
    const jump = held({}, [agent], 100)
    expect(settle(jump.ledger, [agent], jump.reservation, { microUsd: 99, tokens: 0 }).warnings).toHaveLength(3)
  })

  test('refuses amounts that are no exact count', () => {
    for (const microUsd of [-1, 0.5, Number.NaN, 2 ** 53])
      expect(() => reserve({}, [agent], { microUsd, tokens: 0 }, NOW)).toThrow(RangeError)
  })

  const step = fc.record({
    microUsd: fc.integer({ min: 0, max: 60 }),
    tokens: fc.integer({ min: 0, max: 400 }),
    use: fc.double({ min: 0, max: 1, noNaN: true }),
    end: fc.constantFrom('settle', 'release', 'hold'),
    hours: fc.integer({ min: 0, max: 30 }),
  })
  test.prop([fc.array(step, { maxLength: 40 })])(
    'no sequence of calls that keep to their reservation spends more than a cap',
    (steps) => {
      const caps = [agent, organization]
      let ledger: Ledger = {}
      let now = NOW
      const spent = new Map<string, number>()
      for (const { microUsd, tokens, use, end, hours } of steps) {
        now += hours * 3_600_000
        const taken = reserve(ledger, caps, { microUsd, tokens }, now)
        if (!taken.ok) continue
        ledger = taken.ledger
        const used = Math.floor(microUsd * use)
        if (end === 'hold') continue
        ledger =
          end === 'release'
            ? release(ledger, taken.reservation)
            : settle(ledger, caps, taken.reservation, { microUsd: used, tokens: Math.floor(tokens * use) }).ledger
        if (end === 'release') continue
        for (const name of [
          `day ${new Date(now).toISOString().slice(0, 10)}`,
          `month ${new Date(now).toISOString().slice(0, 7)}`,
        ])
          spent.set(name, (spent.get(name) ?? 0) + used)
      }
      for (const [name, total] of spent) expect(total).toBeLessThanOrEqual(name.startsWith('day') ? 100 : 150)
    },
  )
})

test.each([
  ['day', '2026-11-23T12:00:00.000Z', '2026-11-23', '2026-11-24'],
  ['week', '2026-11-22T23:59:59.999Z', '2026-11-16', '2026-11-23'],
  ['week', '2026-11-23T00:00:00.000Z', '2026-11-23', '2026-11-30'],
  ['week', '2027-01-01T12:00:00.000Z', '2026-12-28', '2027-01-04'],
  ['month', '2024-02-29T12:00:00.000Z', '2024-02-01', '2024-03-01'],
  ['month', '2026-12-31T23:59:59.999Z', '2026-12-01', '2027-01-01'],
  ['year', '2026-07-01T00:00:00.000Z', '2026-01-01', '2027-01-01'],
] as const)('the %s of %s', (period, now, start, end) => {
  expect(periodAt(period, Date.parse(now))).toEqual({
    start: Date.parse(`${start}T00:00:00Z`),
    end: Date.parse(`${end}T00:00:00Z`),
  })
})

describe('cost', () => {
  const price = { inputMicroUsd: 3_000_000, outputMicroUsd: 15_000_000, ceilingMicroUsd: 20_000_000 }
  test('is exact and rounds up', () => {
    expect(costOf(price, 1_000_000, 1_000_000)).toBe(18_000_000)
    expect(costOf({ ...price, inputMicroUsd: 1 }, 1, 0)).toBe(1)
    expect(costOf(price, Number.MAX_SAFE_INTEGER, 0)).toBe(Number.MAX_SAFE_INTEGER)
  })
  test('is the ceiling when nobody knows the price, never nothing', () => {
    expect(costOf({ ...price, inputMicroUsd: null }, 1_000, 0)).toBe(20_000)
    expect(costOf({ inputMicroUsd: null, outputMicroUsd: null, ceilingMicroUsd: 0 }, 0, 1)).toBe(20)
    expect(costOf({ inputMicroUsd: 0, outputMicroUsd: 0, ceilingMicroUsd: 5 }, 9, 9)).toBe(0)
  })
  test('tokens are never estimated below one for a text', () => {
    expect([0, 1, 3, 4].map(estimateTokens)).toEqual([0, 1, 1, 2])
  })
})
