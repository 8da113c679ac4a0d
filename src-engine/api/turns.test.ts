import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { AT_ONCE, createTurns } from './turns.ts'

test('whoever comes alone goes at once', async () => {
  const turns = createTurns()
  expect(turns.next()).toBeUndefined()
  await turn()
  await turn()
  expect(turns.next()).toBeUndefined()
})

test('of a burst a few go a turn of the loop, in order, and others come between', async () => {
  const turns = createTurns()
  expect(turns.next()).toBeUndefined()
  const seen: number[] = []
  const burst = Array.from({ length: 3 * AT_ONCE }, async (_, n) => {
    await turns.next()
    seen.push(n)
  })
  const after: number[] = []
  while (seen.length < burst.length) {
    await turn()
    after.push(seen.length)
  }
  expect(seen).toEqual(burst.map((_, n) => n))
  const steps = after.map((count, index) => count - (after[index - 1] ?? 0))
  expect(Math.max(...steps)).toBe(AT_ONCE)
  await Promise.all(burst)
})
