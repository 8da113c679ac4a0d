import { expect, test } from 'vitest'
import { createInTurn, createNamedTurns } from './in-turn.ts'

/** Work that counts how much of its kind is under way, and the most there ever was. */
function counter() {
  const seen = { running: 0, most: 0, order: [] as number[] }
  const work = async (id: number) => {
    seen.running += 1
    seen.most = Math.max(seen.most, seen.running)
    // The earlier the longer: side by side the last would end first.
    await new Promise((resolve) => setTimeout(resolve, 6 - 2 * id))
    seen.running -= 1
    seen.order.push(id)
    return id
  }
  return { seen, work }
}

test('one at a time, in the order it was handed in, each with its own result', async () => {
  const inTurn = createInTurn()
  const { seen, work } = counter()
  expect(await Promise.all([0, 1, 2].map((id) => inTurn(() => work(id))))).toEqual([0, 1, 2])
  expect(seen).toMatchObject({ most: 1, order: [0, 1, 2] })
})

test('a failure ends only its own', async () => {
  const inTurn = createInTurn()
  const failing = inTurn(async () => {
    throw new Error('no')
  })
  const next = inTurn(async () => 'yes')
  await expect(failing).rejects.toThrow('no')
  expect(await next).toBe('yes')
})

test('under different names side by side, under one name in turn', async () => {
  const inTurn = createNamedTurns()
  const apart = counter()
  await Promise.all([0, 1].map((id) => inTurn(String(id), () => apart.work(id))))
  expect(apart.seen).toMatchObject({ most: 2, order: [1, 0] })
  const together = counter()
  await Promise.all([0, 1].map((id) => inTurn('same', () => together.work(id))))
  expect(together.seen).toMatchObject({ most: 1, order: [0, 1] })
})
