import { expect, test } from 'vitest'
import { clientOf, countdown, initials, longSpan, microUsdOf, money, percent, span, took } from './index.ts'

test('money never rounds something to nothing', () => {
  expect(money(12_400_000)).toBe('$12.40')
  expect(money(700)).toBe('$0.0007')
  expect(money(0)).toBe('$0.00')
  expect(microUsdOf('0,25')).toBe(250_000)
  expect(microUsdOf('')).toBeNull()
  expect(microUsdOf('-1')).toBeNull()
})

test('times read as one says them', () => {
  expect([span(4_000), span(659_000), span(3 * 3_600_000), span(6 * 86_400_000)]).toEqual([
    '4 s',
    '10 min',
    '3 h',
    '6 d',
  ])
  expect(longSpan(6 * 86_400_000 + 4 * 3_600_000)).toBe('6 d 4 h')
  expect([countdown(658_000), countdown(7_390_000), countdown(-5)]).toEqual(['10:58', '2:03:10', '0:00'])
  expect([took(14), took(3_210)]).toEqual(['14 ms', '3.2 s'])
})

test('a share above nothing is never none', () => {
  expect([percent(1, 1_000), percent(0, 10), percent(5, 0), percent(62, 100)]).toEqual([1, 0, 100, 62])
})

test('initials', () => {
  expect(['Ada Support', 'Ledger', 'Ada van Support'].map(initials)).toEqual(['AS', 'LE', 'AS'])
})

test('a user agent is the browser and the system one knows it by, and a program keeps its own name', () => {
  const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36'
  const words = (userAgent: string) => Object.values(clientOf(userAgent) ?? {}).join(' on ')
  expect(words(`Mozilla/5.0 (X11; Linux x86_64) ${chrome}`)).toBe('Chrome on Linux')
  expect(words(`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Edg/141.0.0.0`)).toBe('Edge on Windows')
  expect(words('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1')).toBe(
    'Safari on iOS',
  )
  expect(words('Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:144.0) Gecko/20100101 Firefox/144.0')).toBe(
    'Firefox on macOS',
  )
  expect(clientOf('agentctl')).toBeNull()
})
