import type * as Argon2 from '@node-rs/argon2'
import { hash, hashRaw, verify } from '@node-rs/argon2'
import { beforeEach, expect, test, vi } from 'vitest'
import { Secret } from '../../kernel/secret.ts'
import { STRETCHING, stretch } from '../../vault/cipher.ts'
import { createPasswords } from './passwords.ts'

vi.mock('@node-rs/argon2', async (original) => {
  const real = await original<typeof Argon2>()
  return {
    ...real,
    verify: vi.fn<typeof real.verify>(real.verify),
    hash: vi.fn<typeof real.hash>(real.hash),
    hashRaw: vi.fn<typeof real.hashRaw>(real.hashRaw),
  }
})
beforeEach(() => {
  vi.mocked(verify).mockClear()
})

test('a verifier takes its password and no other', async () => {
  const passwords = createPasswords()
  const phc = await passwords.hash('a long enough password')
  expect(phc).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await passwords.verify(phc, 'a long enough password')).toBe(true)
  expect(await passwords.verify(phc, 'another password')).toBe(false)
})

test('with nobody to verify the same work is done: argon2 runs once, at the same cost', async () => {
  const passwords = createPasswords()
  const phc = await passwords.hash('a long enough password')
  await passwords.verify(phc, 'wrong')
  expect(await passwords.verify(null, 'wrong')).toBe(false)
  expect(await passwords.verify(null, 'a password nobody has')).toBe(false)
  const costs = vi.mocked(verify).mock.calls.map(([verifier]) => String(verifier).split('$').slice(1, 4).join('$'))
  expect(costs).toEqual(Array.from({ length: 3 }, () => 'argon2id$v=19$m=19456,t=2,p=1'))
})

test('one at a time, whoever asks: sign-ins and the vault share one queue', async () => {
  let running = 0
  let most = 0
  async function counted<Result>(work: () => Promise<Result>): Promise<Result> {
    running += 1
    most = Math.max(most, running)
    try {
      return await work()
    } finally {
      running -= 1
    }
  }
  const real = await vi.importActual<typeof Argon2>('@node-rs/argon2')
  vi.mocked(verify).mockImplementation((...args) => counted(() => real.verify(...args)))
  vi.mocked(hash).mockImplementation((...args) => counted(() => real.hash(...args)))
  vi.mocked(hashRaw).mockImplementation((...args) => counted(() => real.hashRaw(...args)))
  const [passwords, others] = [createPasswords(), createPasswords()]
  const phc = await passwords.hash('a long enough password')
  await Promise.all([
    ...Array.from({ length: 4 }, () => passwords.verify(phc, 'wrong')),
    ...Array.from({ length: 4 }, () => others.hash('another')),
    ...Array.from({ length: 4 }, () => stretch(new Secret('a password'), Buffer.alloc(16), STRETCHING)),
  ])
  expect(vi.mocked(hashRaw)).toHaveBeenCalledTimes(4)
  expect(most).toBe(1)
})
