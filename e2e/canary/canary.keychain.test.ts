import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { keytar } from '../../src-engine/vault/testing/real-keytar.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { expectNoneShown, leaksOnDisk } from './expect-none-shown.ts'
import { type Story, tellStory } from './story.ts'

/** The same story with the secrets in a real Secret Service: there they are, and nowhere else. */
let story: Story
beforeAll(async () => {
  story = await tellStory({ kind: 'local' }, 'keychain', async (data, agent) => {
    const [file = ''] = globSync(join(data, 'agents', agent, 'instances', '*', 'token'))
    return readFile(file, 'utf8')
  })
}, 180_000)
afterAll(() => story.close())

const markerSchema = z.object({ kind: z.literal('keychain'), service: z.string() })
/** The one place where an agent's token lies. */
const tokenFile = { file: expect.stringMatching(/^agents\/.+\/token$/), mode: 0o600, names: ['runtime token'] }

test('the keychain has what the vault keeps, and no password or session', async () => {
  const { service } = markerSchema.parse(JSON.parse(await readFile(join(story.data, 'vault.json'), 'utf8')))
  const kept = (await keytar.findCredentials(service)).map(({ password }) => password).join('\n')
  const names = story.scanner.find(kept)
  expect(names).toEqual(
    expect.arrayContaining(['provider key', 'replaced secret value', 'unusable key', 'key of the device']),
  )
  expect(names.filter((name) => /password|access token|refresh token|passphrase/.test(name))).toEqual([])
})

test('the disk has none but the runtime token', async () => {
  expect(await leaksOnDisk(story)).toEqual([tokenFile])
})

test('neither processes, answers nor what is printed show one', () => expectNoneShown(story))

test('kill -9 of the host and the start after it leave none', async () => {
  await story.crash()
  expect(await leaksOnDisk(story)).toEqual([tokenFile])
  await expectNoneShown(story)
})
