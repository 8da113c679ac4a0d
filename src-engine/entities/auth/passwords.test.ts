import type * as Argon2 from '@node-rs/argon2'
import { verify } from '@node-rs/argon2'
import { beforeEach, expect, test, vi } from 'vitest'
import { createPasswords } from './passwords.ts'

vi.mock('@node-rs/argon2', async (original) => {
  const real = await original<typeof Argon2>()
  return { ...real, verify: vi.fn<typeof real.verify>((verifier, password) => real.verify(verifier, password)) }
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

test('one at a time', async () => {
  let running = 0
  let most = 0
  const real = vi.mocked(verify).getMockImplementation()
  vi.mocked(verify).mockImplementation(async (...args) => {
    running += 1
    most = Math.max(most, running)
    const result = (await real?.(...args)) ?? false
    running -= 1
    return result
  })
  const passwords = createPasswords()
  const phc = await passwords.hash('a long enough password')
  await Promise.all(Array.from({ length: 8 }, () => passwords.verify(phc, 'wrong')))
  expect(most).toBe(1)
})
