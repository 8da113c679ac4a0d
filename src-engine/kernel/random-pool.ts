import { randomBytes } from 'node:crypto'

const POOL_BYTES = 4_096

/**
 * Random bytes a few at a time out of a pool: asking the system for each handful costs more than what is made of them.
 * For identifiers and salts; keys and tokens are asked of the system itself, so that no copy of them stays in a pool.
 * @returns takes so many bytes, at most 4,096, as a view that nobody else is given
 */
export function createRandomPool(): (bytes: number) => Buffer {
  let pool = randomBytes(POOL_BYTES)
  let at = 0
  return (bytes) => {
    if (at + bytes > POOL_BYTES) {
      pool = randomBytes(POOL_BYTES)
      at = 0
    }
    at += bytes
    return pool.subarray(at - bytes, at)
  }
}
