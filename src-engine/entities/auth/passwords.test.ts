import * as argon2 from '@node-rs/argon2'
import { expect, onTestFinished, test } from 'vitest'
import { stretchInTurn } from '../../kernel/in-turn.ts'
import { Secret } from '../../kernel/secret.ts'
import { STRETCHING, stretch } from '../../vault/cipher.ts'
import { createPasswords } from './passwords.ts'

test('a verifier takes its password and no other', async () => {
  const passwords = createPasswords()
  const phc = await passwords.hash('a long enough password')
  expect(phc).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await passwords.verify(phc, 'a long enough password')).toBe(true)
  expect(await passwords.verify(phc, 'another password')).toBe(false)
})

test('with nobody to verify the same work is done: argon2 runs once, at the same cost', async () => {
  const costs: string[] = []
  const passwords = createPasswords({
    hash: argon2.hash,
    verify: (verifier, ...rest) => {
      costs.push(String(verifier).split('$').slice(1, 4).join('$'))
      return argon2.verify(verifier, ...rest)
    },
  })
  const phc = await passwords.hash('a long enough password')
  await passwords.verify(phc, 'wrong')
  expect(await passwords.verify(null, 'wrong')).toBe(false)
  expect(await passwords.verify(null, 'a password nobody has')).toBe(false)
  expect(costs).toEqual(Array.from({ length: 3 }, () => 'argon2id$v=19$m=19456,t=2,p=1'))
})

test('one at a time, whoever asks: sign-ins and the vault share one queue', async () => {
  const [passwords, others] = [createPasswords(), createPasswords()]
  const phc = await passwords.hash('a long enough password')
  const opened = Promise.withResolvers<undefined>()
  // Whatever comes of this test: the queue is that of every file of the worker.
  onTestFinished(() => opened.resolve(undefined))
  const ahead = stretchInTurn(() => opened.promise)
  const done: string[] = []
  const behind = [
    passwords.verify(phc, 'wrong').then(() => done.push('verified')),
    others.hash('another').then(() => done.push('hashed')),
    stretch(new Secret('a password'), Buffer.alloc(16), STRETCHING).then(() => done.push('stretched')),
  ]
  // As much work as all of theirs, past the queue: time enough for one that does not wait.
  for (let round = 0; round < 10; round += 1) await argon2.hash('a long enough password')
  expect(done).toEqual([])
  opened.resolve(undefined)
  await Promise.all([ahead, ...behind])
  expect(done).toEqual(['verified', 'hashed', 'stretched'])
})
