import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Asks again until the answer is one that counts.
 * @throws Error with what was waited for and the last answer, after `seconds`
 */
export async function until<Value>(
  what: string,
  ask: () => Promise<Value | null | undefined | false>,
  seconds = 30,
): Promise<Value> {
  const deadline = Date.now() + seconds * 1_000
  let last: unknown
  while (Date.now() < deadline) {
    const answer = await ask()
    if (answer !== null && answer !== undefined && answer !== false) return answer
    last = answer
    await sleep(100)
  }
  throw new Error(`waited ${seconds} s in vain until ${what} (last answer: ${JSON.stringify(last)})`)
}
