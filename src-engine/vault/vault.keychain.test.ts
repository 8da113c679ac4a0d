import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keytar } from './testing/real-keytar.ts'
import { expect, test } from 'vitest'
import { systemClock } from '../kernel/clock.ts'
import { Secret } from '../kernel/secret.ts'
import { openKeychainVault, openVault } from './index.ts'

/** Against a real Secret Service; only the tests' own entries are in it. */
async function open(service: string) {
  const opened = await openKeychainVault({ service })
  if (opened.vault === null) throw new Error(opened.reason)
  return opened.vault
}

test('keeps values of any content and length, and gives back the one set last', async () => {
  const vault = await open('acc-test values')
  const values = ['short', '', 'line\nbreak, \u0000, ünïcode', 'x'.repeat(65_536), 'short again']
  for (const value of values) {
    await vault.set('secret/a', new Secret(value))
    expect((await vault.get('secret/a'))?.reveal()).toBe(value)
  }
  await vault.delete('secret/a')
  expect(await vault.get('secret/a')).toBeNull()
  await vault.delete('secret/a')
})

test('a replaced or deleted long value leaves no part behind', async () => {
  const vault = await open('acc-test parts')
  await vault.set('secret/a', new Secret('x'.repeat(20_000)))
  await vault.set('secret/a', new Secret('y'.repeat(20_000)))
  await vault.delete('secret/a')
  const left = await keytar.findCredentials('acc-test parts')
  expect(left.map(({ account }) => account)).toEqual(['vault/beacon'])
})

test('many sets at once all stay', async () => {
  const vault = await open('acc-test many')
  const names = Array.from({ length: 20 }, (_, i) => `secret/${i}`)
  await Promise.all(names.map((name) => vault.set(name, new Secret(`value of ${name}`))))
  const again = await open('acc-test many')
  for (const name of names) expect((await again.get(name))?.reveal()).toBe(`value of ${name}`)
})

test('two data directories do not see each other, and each finds its own again', async () => {
  const directories = await Promise.all([0, 1].map(() => mkdtemp(join(tmpdir(), 'control-vault-'))))
  const [one = '', two = ''] = directories
  const at = (directory: string) => openVault({ directory, prefer: 'auto', clock: systemClock })
  await (await at(one)).set('device/key', new Secret('one'))
  expect((await at(two)).kind).toBe('keychain')
  expect(await (await at(two)).get('device/key')).toBeNull()
  expect((await (await at(one)).get('device/key'))?.reveal()).toBe('one')
  await Promise.all(directories.map((directory) => rm(directory, { recursive: true })))
})

test('where no Secret Service answers there is a reason instead of a vault', async () => {
  const address = process.env['DBUS_SESSION_BUS_ADDRESS']
  process.env['DBUS_SESSION_BUS_ADDRESS'] = 'unix:path=/nonexistent/bus'
  try {
    const { execFileSync } = await import('node:child_process')
    const script = `import { openKeychainVault } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))}
const opened = await openKeychainVault({ service: 'acc-test away' })
console.log(JSON.stringify({ vault: opened.vault === null, reason: opened.reason }))`
    // A process of its own: libsecret keeps its connection for the life of this one.
    const answer = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
    expect(JSON.parse(answer)).toEqual({
      vault: true,
      reason: expect.stringContaining('keychain of this computer cannot be used'),
    })
  } finally {
    process.env['DBUS_SESSION_BUS_ADDRESS'] = address
  }
})
