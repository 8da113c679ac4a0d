import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../kernel/clock.ts'
import { Secret } from '../kernel/secret.ts'
import { openFileVault } from './index.ts'
import type { EncryptedFile } from './vault-file.ts'

const right = new Secret('correct horse')
let directory = ''
/** Where the passphrase file lies: not beside the vault. */
let elsewhere = ''
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'control-vault-'))
  elsewhere = await mkdtemp(join(tmpdir(), 'control-passphrase-'))
})
afterEach(async () => {
  await rm(directory, { recursive: true, force: true })
  await rm(elsewhere, { recursive: true, force: true })
})

const open = (passphraseFile: string | null = null) => openFileVault({ directory, passphraseFile, clock: systemClock })
const path = () => join(directory, 'vault.json')

/** Changes the file as somebody without the key would. */
async function tamper(change: (file: EncryptedFile) => void): Promise<void> {
  const file: EncryptedFile = JSON.parse(await readFile(path(), 'utf8'))
  change(file)
  await writeFile(path(), JSON.stringify(file))
}

describe('secrets', () => {
  test('are there after a restart, for the right password alone', async () => {
    const vault = await open()
    expect(vault.state()).toBe('absent')
    expect(await vault.unlock('usr_1', right)).toBe(true)
    const odd = 'line\nbreak, \u0000, ünïcode, lone \ud800, {"json":1}'
    await vault.set('secret/a', new Secret(odd))
    await vault.set('secret/b', new Secret('b'))
    await vault.delete('secret/b')

    const again = await open()
    expect(again.state()).toBe('locked')
    await expect(again.get('secret/a')).rejects.toMatchObject({ code: 'vault_locked' })
    await expect(again.set('secret/a', right)).rejects.toMatchObject({ code: 'vault_locked' })
    expect(await again.unlock('usr_1', new Secret('correct hors'))).toBe(false)
    expect(await again.unlock('usr_2', right), 'a slot that is not there').toBe(false)
    expect(again.state()).toBe('locked')
    expect(await again.unlock('usr_1', right)).toBe(true)
    expect((await again.get('secret/a'))?.reveal()).toBe(odd)
    expect(await again.get('secret/b')).toBeNull()
    again.lock()
    await expect(again.get('secret/a')).rejects.toMatchObject({ code: 'vault_locked' })
  })

  test('neither they, the password nor the key stand in the file, which only its owner can read', async () => {
    const vault = await open()
    await vault.unlock('usr_1', right)
    await vault.set('secret/a', new Secret('canary-value'))
    expect(await readdir(directory)).toEqual(['vault.json'])
    const text = await readFile(path(), 'utf8')
    expect(text).not.toContain('canary-value')
    expect(text).not.toContain(Buffer.from('canary-value').toString('base64').slice(0, 12))
    expect(text).not.toContain('correct horse')
    expect((await stat(path())).mode & 0o777).toBe(0o600)
    await chmod(path(), 0o644)
    await open()
    expect((await stat(path())).mode & 0o777, 'taken back at the next start').toBe(0o600)
  })

  test('set by many at once all stay', async () => {
    const vault = await open()
    await vault.unlock('usr_1', right)
    const names = Array.from({ length: 60 }, (_, i) => `secret/${i}`)
    await Promise.all(names.map((name) => vault.set(name, new Secret(`value of ${name}`))))
    const again = await open()
    await again.unlock('usr_1', right)
    for (const name of names) expect((await again.get(name))?.reveal()).toBe(`value of ${name}`)
  })
})

describe('slots', () => {
  test('an open vault lets a second person in; each password opens it, and the last slot stays', async () => {
    const vault = await open()
    await vault.unlock('usr_1', right)
    await vault.set('secret/a', new Secret('a'))
    expect(vault.hasSlot('usr_2')).toBe(false)
    expect(await vault.unlock('usr_2', new Secret('second'))).toBe(true)
    expect(await vault.unlock('usr_2', new Secret('not it')), 'a known slot is checked, not replaced').toBe(false)
    await vault.setSlot('usr_1', new Secret('changed'))

    const again = await open()
    expect(await again.unlock('usr_1', right)).toBe(false)
    expect(await again.unlock('usr_2', new Secret('second'))).toBe(true)
    expect((await again.get('secret/a'))?.reveal()).toBe('a')
    await again.removeSlot('usr_2')
    await expect(again.removeSlot('usr_1')).rejects.toMatchObject({ code: 'conflict' })
    const third = await open()
    expect(await third.unlock('usr_2', new Secret('second'))).toBe(false)
    expect(await third.unlock('usr_1', new Secret('changed'))).toBe(true)
  })

  test('a passphrase file opens it where nobody signs in, and joins a vault that people made', async () => {
    const file = join(elsewhere, 'passphrase')
    await writeFile(file, 'from a file\n', { mode: 0o600 })
    const before = await open()
    await before.unlock('usr_1', right)
    const people = await open(file)
    expect(people.state(), 'people made it without the passphrase').toBe('locked')
    await people.unlock('usr_1', right)
    expect((await open(file)).state()).toBe('unlocked')
    await writeFile(file, 'another one')
    const wrong = await open(file)
    expect(wrong.state()).toBe('locked')
    expect(wrong.detail()).toContain('does not open the vault')
    expect(await wrong.unlock('usr_1', right)).toBe(true)
  })

  test('a passphrase file makes a vault that is not there', async () => {
    const file = join(elsewhere, 'passphrase')
    await writeFile(file, 'from a file', { mode: 0o600 })
    const vault = await open(file)
    await vault.set('secret/a', new Secret('a'))
    expect((await (await open(file)).get('secret/a'))?.reveal()).toBe('a')
  })

  test('a passphrase file that others can read, an empty and a missing one are refused with a sentence', async () => {
    const file = join(elsewhere, 'passphrase')
    await writeFile(file, 'from a file')
    await chmod(file, 0o640)
    await expect(open(file)).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('chmod 600'),
    })
    await writeFile(file, '\n')
    await chmod(file, 0o600)
    await expect(open(file)).rejects.toThrow('is empty')
    await expect(open(join(directory, 'nowhere'))).rejects.toThrow('cannot be read')
    expect(await readdir(directory)).toEqual([])
  })

  test('a passphrase file in the data directory is refused with a sentence, by whichever path it is named', async () => {
    const inside = { code: 'invalid_input', message: expect.stringContaining('lies in the data directory') }
    const folder = join(directory, 'deep', 'folder')
    await mkdir(folder, { recursive: true })
    for (const place of [directory, folder]) {
      const file = join(place, '..passphrase')
      await writeFile(file, 'from a file', { mode: 0o600 })
      await expect(open(file)).rejects.toMatchObject(inside)
      const link = join(elsewhere, `link-${place === folder}`)
      await symlink(file, link)
      await expect(open(link)).rejects.toMatchObject(inside)
    }
    const link = join(elsewhere, 'data')
    await symlink(directory, link)
    await expect(
      openFileVault({ directory: link, passphraseFile: join(folder, '..passphrase'), clock: systemClock }),
    ).rejects.toMatchObject(inside)
    const outside = join(elsewhere, 'passphrase')
    await writeFile(outside, 'from a file', { mode: 0o600 })
    expect((await open(outside)).state()).toBe('unlocked')
  })
})

describe('a file changed by somebody without the key', () => {
  beforeEach(async () => {
    const vault = await open()
    await vault.unlock('usr_1', right)
    await vault.set('secret/a', new Secret('a'))
    await vault.set('secret/b', new Secret('b'))
  })
  const changes: Record<string, (file: EncryptedFile) => void> = {
    'swaps two values': ({ secrets }) => {
      const a = secrets['secret/a'] ?? ''
      secrets['secret/a'] = secrets['secret/b'] ?? ''
      secrets['secret/b'] = a
    },
    'takes one out': ({ secrets }) => delete secrets['secret/a'],
    'flips a bit of a value': ({ secrets }) => {
      const bytes = Buffer.from(secrets['secret/a'] ?? '', 'base64')
      bytes.writeUInt8(bytes.readUInt8(14) ^ 1, 14)
      secrets['secret/a'] = bytes.toString('base64')
    },
    'adds a slot': ({ slots }) => Object.assign(slots, { usr_9: slots['usr_1'] }),
    'empties the seal': (file) => {
      file.seal = ''
    },
  }
  test.each(Object.entries(changes))('%s: it stays locked and says why', async (_, change) => {
    await tamper(change)
    const vault = await open()
    await expect(vault.unlock('usr_1', right)).rejects.toMatchObject({
      code: 'vault_locked',
      message: expect.stringContaining('changed by something else'),
    })
    expect(vault.state()).toBe('locked')
    expect(vault.detail()).toContain('changed by something else')
  })

  test('weakens how a password is stretched, or gives a slot another name: no password opens it', async () => {
    await tamper(({ slots }) => Object.assign(slots['usr_1'] ?? {}, { passes: 1 }))
    expect(await (await open()).unlock('usr_1', right)).toBe(false)
    await tamper(({ slots }) => {
      Object.assign(slots['usr_1'] ?? {}, { passes: 3 })
      Object.assign(slots, { usr_2: slots['usr_1'] })
    })
    expect(await (await open()).unlock('usr_2', right)).toBe(false)
  })

  test('damages it: the start is refused with a sentence, and a newer format is told apart', async () => {
    await writeFile(path(), (await readFile(path(), 'utf8')).slice(0, 200))
    await expect(open()).rejects.toThrow('Restore it from a backup')
    await writeFile(path(), '{"format":2,"kind":"cloud"}')
    await expect(open()).rejects.toMatchObject({ code: 'read_only' })
  })
})

test('a vault that nobody can open is put aside for a new first run, and kept', async () => {
  const lost = await open()
  await lost.unlock('usr_lost', right)
  const vault = await open()
  expect(await vault.unlock('usr_1', new Secret('new'))).toBe(false)
  await vault.setAside()
  expect(vault.state()).toBe('absent')
  expect(await vault.unlock('usr_1', new Secret('new'))).toBe(true)
  expect((await readdir(directory)).toSorted()).toEqual([
    'vault.json',
    expect.stringMatching(/^vault\.json\.\d+\.aside$/),
  ])
})

test('kill -9 while secrets are set loses nothing acknowledged and leaves no half file', async () => {
  const acknowledged = new Map<string, number>()
  for (let round = 0; round < 6; round += 1) {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'testing/set-forever.ts'), directory], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(child, 'close')
    let sets = 0
    const enough = 15 + Math.floor(Math.random() * 40)
    const seen = new Map<string, number>()
    for await (const line of createInterface({ input: child.stdout })) {
      const [name = '', count] = line.split(' ')
      if (count !== undefined) seen.set(name, Number(count))
      if (++sets === enough) child.kill('SIGKILL')
    }
    await ended
    // Each child counts anew, so what the last one acknowledged is what stands.
    for (const [name, count] of seen) acknowledged.set(name, count)
    const vault = await open()
    expect(await vault.unlock('usr_1', right)).toBe(true)
    for (const [name, count] of acknowledged) {
      const [stored = '', body] = ((await vault.get(name))?.reveal() ?? '').split(' ')
      // The one set after the last acknowledged one may have reached the disk, too.
      expect([count, count + 1], `round ${round}, ${name}`).toContain(Number(stored))
      expect(body).toBe('x'.repeat(2_000))
    }
    expect(sets).toBeGreaterThanOrEqual(enough)
  }
}, 60_000)
