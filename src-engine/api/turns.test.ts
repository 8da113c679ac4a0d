import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { AT_ONCE, createTurns } from './turns.ts'

test('whoever comes alone goes at once', async () => {
  const turns = createTurns(() => undefined)
  expect(turns.next()).toBeUndefined()
  await turn()
  await turn()
  expect(turns.next()).toBeUndefined()
})

test('of a burst a few go a turn of the loop, in order, and others come between', async () => {
  const turns = createTurns(() => undefined)
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

test('while writers are held nobody gets a turn, not even who waited for one already; then all do, in order', async () => {
  const gate = Promise.withResolvers<void>()
  let held: Promise<void> | undefined
  const turns = createTurns(() => held)
  expect(turns.next()).toBeUndefined()
  const seen: number[] = []
  const wait = async (n: number): Promise<void> => {
    await turns.next()
    seen.push(n)
  }
  const burst = Array.from({ length: AT_ONCE + 1 }, (_, n) => wait(n))
  await turn()
  expect(seen).toHaveLength(AT_ONCE)
  held = gate.promise
  burst.push(wait(AT_ONCE + 1))
  for (let n = 0; n < 5; n += 1) await turn()
  expect(seen).toHaveLength(AT_ONCE)
  held = undefined
  gate.resolve()
  await Promise.all(burst)
  expect(seen).toEqual(burst.map((_, n) => n))
})

test('who comes alone while writers are held waits until they are not', async () => {
  const gate = Promise.withResolvers<void>()
  let held: Promise<void> | undefined = gate.promise
  const turns = createTurns(() => held)
  let passed = false
  const waiting = turns.next()?.then(() => {
    passed = true
  })
  await turn()
  expect(passed).toBe(false)
  held = undefined
  gate.resolve()
  await waiting
  expect(passed).toBe(true)
})
