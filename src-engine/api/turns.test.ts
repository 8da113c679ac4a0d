import { expect, test } from 'vitest'
import { createTurns } from './turns.ts'

test('whoever comes alone goes at once; of a burst one a turn of the loop, in order, and others come between', async () => {
  const turns = createTurns()
  expect(turns.next()).toBeUndefined()
  const seen: string[] = []
  const done = Promise.all(
    ['a', 'b', 'c'].map(async (name) => {
      await turns.next()
      seen.push(name)
    }),
  )
  let looped = 0
  function tick(): void {
    seen.push(String((looped += 1)))
    if (seen.length < 8) setImmediate(tick)
  }
  setImmediate(tick)
  await done
  const order = seen.filter((item) => /[abc]/.test(item))
  expect(order).toEqual(['a', 'b', 'c'])
  // Between two of them the loop has turned.
  expect(seen.join('')).toMatch(/a\d+b\d+c/)
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
  expect(turns.next()).toBeUndefined()
})
