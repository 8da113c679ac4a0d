import { globSync } from 'node:fs'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { everyAnswer, grants } from './answers.ts'
import { secretsIn } from './expect-none-shown.ts'
import { searchFolder } from './folders.ts'
import { searchProcesses } from './processes.ts'
import { canary, createScanner } from './scanner.ts'
import { type Story, tellStory } from './story.ts'

/**
 * Random values as every secret there is, then a search for them wherever this app leaves something. In each place a
 * control, a value of the same kind that is no secret, must be found by the same search.
 */
let story: Story
beforeAll(async () => {
  story = await tellStory({ kind: 'local' }, 'file', async (data, agent) =>
    readFile(tokenFiles(data, agent)[0] ?? '', 'utf8'),
  )
}, 180_000)
afterAll(() => story.close())

const tokenFiles = (data: string, agent: string): string[] =>
  globSync(join(data, 'agents', agent, 'instances', '*', 'token'))

async function expectNoneOnDisk(): Promise<void> {
  const found = await searchFolder(story.data, story.scanner)
  const control = found.filter(({ names }) => names.includes('control: description')).map(({ file }) => file)
  expect(control).toContainEqual(expect.stringMatching(/^control\.db(-wal)?$/))
  expect(control).toContainEqual(expect.stringMatching(/^backups\/.+\/control\.db$/))
  const leaks = found.filter(({ names }) => secretsIn(names).length > 0)
  expect(leaks).toEqual([
    // The one place where an agent's token lies: a file of its own that nobody else can read.
    { file: expect.stringMatching(/^agents\/[^/]+\/instances\/[^/]+\/token$/), mode: 0o600, names: ['runtime token'] },
  ])
}

function expectNonePrinted(): void {
  const names = story.scanner.find(story.printed())
  expect(names).toContain('control: log line')
  expect(secretsIn(names)).toEqual([])
}

describe('the search', () => {
  test('finds a value however it is written, wherever it stands', async () => {
    const scanner = createScanner()
    const value = canary()
    scanner.know('value', value)
    const base64 = (before: string): string => Buffer.from(`${before}${value}after`).toString('base64')
    const forms: (string | Buffer)[] = [
      `x${value}y`,
      base64(''),
      base64('1'),
      base64('12'),
      Buffer.from(`a${value}`).toString('hex'),
      Buffer.from(value, 'utf16le'),
      `${'*'.repeat(20)}${value.slice(20)}`,
    ]
    for (const form of forms) expect(scanner.find(form)).toEqual(['value'])
    expect(scanner.find(canary())).toEqual([])

    const folder = await mkdtemp(join(tmpdir(), 'control-search-'))
    await writeFile(join(folder, 'plain.bin'), Buffer.concat([Buffer.alloc(100_000), Buffer.from(value)]))
    await writeFile(join(folder, value), '')
    expect((await searchFolder(folder, scanner)).map(({ file }) => file).toSorted()).toEqual(
      [value, 'plain.bin'].toSorted(),
    )
    await rm(folder, { recursive: true })
  })
})

describe('no secret', () => {
  test('reaches the model but its key, which arrives', () => {
    expect(story.model.withKey()).toBe(story.model.heard.length)
    const heard = story.model.heard.join('\n')
    expect(heard).toContain('Show your environment')
    expect(heard, 'what the tool printed').toContain('PATH=')
    expect(secretsIn(story.scanner.find(heard))).toEqual([])
  })

  test('is on the disk: database, vault, agents, backups', expectNoneOnDisk)

  test('is in what the host and agentctl print, at debug level', expectNonePrinted)

  test('is in the answer of any operation that reads, and of the documents', async () => {
    const answers = await everyAnswer(story.origin, story.accessToken, story.ids)
    expect(answers.filter(({ status }) => status !== 200).map(({ what, status }) => ({ what, status }))).toEqual([])
    const control = answers
      .filter(({ text }) => story.scanner.find(text).includes('control: description'))
      .map(({ what }) => what)
    expect(control).toEqual(expect.arrayContaining(['agents.get', 'agents.list', 'agents.revisions']))
    const told = (what: string): string => answers.find((answer) => answer.what === what)?.text ?? ''
    expect(told('audit.list')).toContain('secrets.use')
    expect(told('audit.export')).toContain('auth.login')
    expect(told('tool-calls.list')).toContain('"exec"')
    expect(told('conversations.get'), 'what the tool printed').toContain('PATH=')
    expect(told('deployments.logs')).toContain('the agent is up')
    expect(
      answers.flatMap(({ what, text }) => secretsIn(story.scanner.find(text)).map((name) => ({ what, name }))),
    ).toEqual([])
  })

  test('is in the answer of any operation that writes, but where it is granted', () => {
    const found = story.written.map((answer) => ({ ...answer, names: story.scanner.find(answer.text) }))
    expect(found.filter(({ status }) => status >= 400)).toEqual([])
    const control = found.filter(({ names }) => names.includes('control: description')).map(({ what }) => what)
    expect(control).toContain('POST /api/engine/agents')
    expect(found.map(({ what }) => what)).toEqual(
      expect.arrayContaining([
        'POST /api/secrets',
        expect.stringMatching(/^PUT \/api\/secrets\//),
        expect.stringMatching(/^POST .*\/providers$/),
        'POST /api/users',
        'POST /auth/password',
      ]),
    )
    const granted = found.filter(grants).map(({ what, names }) => `${what}: ${names.toSorted().join(', ')}`)
    expect(granted).toEqual([
      'POST /auth/setup: access token of the first run, recovery key, refresh token of the first run',
      'POST /auth/login: access token of another person, refresh token of another person',
      'POST /auth/refresh: access token of the refresh, refresh token of the refresh',
      'POST /auth/login: access token of a browser, refresh token of a browser',
      'POST /auth/refresh: access token of a browser that refreshed, refresh token of a browser that refreshed',
    ])
    const leaks = found.filter((answer) => !grants(answer) && secretsIn(answer.names).length > 0)
    expect(leaks.map(({ what, names }) => ({ what, names }))).toEqual([])
  })

  test('is repeated by a refusal', () => {
    expect(story.answers.filter(({ status }) => status === 200)).toEqual([])
    expect(
      story.answers.flatMap(({ what, text }) => secretsIn(story.scanner.find(text)).map((name) => ({ what, name }))),
    ).toEqual([])
  })

  test('is in arguments or environment of a process, and an agent gets nothing of the host’s', () => {
    const shown = searchProcesses(story.scanner)
    const control = (name: string) =>
      shown.filter(({ names }) => names.includes(name)).map(({ pid, where }) => ({ pid, where }))
    expect(control('control: environment')).toEqual([{ pid: story.pid, where: 'environment' }])
    const started = control('control: data directory').filter(({ where }) => where === 'arguments')
    expect(started).toContainEqual({ pid: story.pid, where: 'arguments' })
    expect(started.length, 'host and agent').toBeGreaterThan(1)
    expect(shown.filter(({ names }) => secretsIn(names).length > 0)).toEqual([])
  })

  test('is kept by agentctl anywhere but in its file of sessions, closed to others', async () => {
    const found = await searchFolder(story.config, story.scanner)
    expect(found).toEqual([
      {
        file: expect.stringMatching(/sessions\.json$/),
        mode: 0o600,
        names: expect.arrayContaining(['access token of the command line', 'refresh token of the command line']),
      },
    ])
    expect(found.flatMap(({ names }) => secretsIn(names))).toHaveLength(2)
  })

  test('is left behind by kill -9 in the middle of a model call, nor by the start after it', async () => {
    await story.crash()
    await expectNoneOnDisk()
    expectNonePrinted()
    expect((await stat(join(story.data, 'engine.json'))).mode & 0o777).toBe(0o600)
  })
})
