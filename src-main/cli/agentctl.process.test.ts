import { chmod, cp, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestCli, openCli } from './testing/open-cli.ts'

const PASSWORD = 'a long enough password'
let cli: TestCli
beforeAll(async () => {
  cli = await openCli()
})
afterAll(() => cli.close())

/** The only session that is kept, with something changed in it. */
async function changeSession(change: (session: { accessToken: string }) => void): Promise<void> {
  const file: { sessions: Record<string, { accessToken: string }> } = JSON.parse(await readFile(cli.sessions, 'utf8'))
  for (const session of Object.values(file.sessions)) change(session)
  await writeFile(cli.sessions, JSON.stringify(file))
}

describe('before the first run', () => {
  test('says where nobody answers, what is missing, and that nobody is signed in', async () => {
    const nowhere = await cli.run('--data', join(cli.folder, 'elsewhere'), 'status')
    expect(nowhere).toMatchObject({ code: 10, out: '', err: expect.stringContaining('agentctl serve') })
    expect(await cli.run('setup')).toMatchObject({ code: 2, err: expect.stringContaining('--organization is needed') })
    expect(await cli.run('agents')).toMatchObject({ code: 3, err: expect.stringContaining('agentctl login') })
    expect(await cli.run('setup', '--password', PASSWORD), 'a password is never an argument').toMatchObject({ code: 2 })
  })

  test('sets up without anybody to ask, once', async () => {
    const args = [
      'setup',
      '--organization',
      'Acme',
      '--name',
      'Ann',
      '--email',
      'ann@example.com',
      '--password-file',
      '-',
    ]
    const short = await cli.runWith({ piped: 'short\n' }, ...args)
    expect(short).toMatchObject({ code: 2, err: expect.stringContaining('/password') })
    const done = await cli.runWith({ piped: `${PASSWORD}\n` }, '--json', ...args)
    expect(done).toMatchObject({ code: 0, err: '' })
    expect(JSON.parse(done.out)).toMatchObject({
      user: { email: 'ann@example.com', role: 'owner' },
      recoveryKey: expect.stringMatching(/^[0-9a-f-]{60,}$/),
    })
    expect(done.out).not.toContain(PASSWORD)
    expect((await stat(cli.sessions)).mode & 0o777).toBe(0o600)
    expect(await cli.run('status')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/vault: +unlocked[^]*ann@example\.com \(owner\)/),
    })
    expect(await cli.runWith({ piped: PASSWORD }, ...args)).toMatchObject({ code: 6 })
  })
})

describe('sessions', () => {
  test('a refused access token is renewed while several run at once, and none of them ends the session', async () => {
    for (const round of [1, 2]) {
      await changeSession((session) => {
        session.accessToken = `gone${round}`
      })
      const all = await Promise.all(Array.from({ length: 4 }, () => cli.run('agents')))
      expect(all.map(({ code }) => code)).toEqual([0, 0, 0, 0])
    }
  })

  test('a file of sessions that others can read is not used', async () => {
    await chmod(cli.sessions, 0o644)
    expect(await cli.run('agents')).toMatchObject({ code: 4, err: expect.stringContaining('open to others') })
    await chmod(cli.sessions, 0o600)
  })

  test('an engine.json that others could have written is not believed, and tokens go to no plain address elsewhere', async () => {
    const file = join(cli.folder, 'data', 'engine.json')
    await chmod(file, 0o666)
    expect(await cli.run('agents')).toMatchObject({ code: 4, err: expect.stringContaining('not trusted') })
    await chmod(file, 0o600)
    expect(await cli.run('--url', 'http://example.com', 'agents')).toMatchObject({
      code: 2,
      err: expect.stringContaining('tokens are not sent there'),
    })
  })

  test('logout ends it; a wrong password does not begin one, the right one does', async () => {
    expect((await cli.run('logout')).code).toBe(0)
    expect((await cli.run('agents')).code).toBe(3)
    const login = ['login', '--email', 'ann@example.com', '--password-file', '-']
    expect(await cli.runWith({ piped: 'not this password' }, ...login)).toMatchObject({
      code: 3,
      err: expect.stringContaining('wrong'),
    })
    expect(await cli.runWith({ piped: PASSWORD }, ...login)).toMatchObject({
      code: 0,
      out: expect.stringContaining('Acme'),
    })
  })
})

describe('agents', () => {
  test('are described, found by name, changed under a version and refused by field', async () => {
    const made = await cli.run('--json', 'agents', 'create', '--name', 'Bob', '--template', 'researcher')
    const bob: { id: string; version: number } = JSON.parse(made.out)
    expect(await cli.run('agents', 'get', 'bob')).toMatchObject({ code: 0, out: expect.stringContaining(bob.id) })
    expect(await cli.runWith({ piped: '{"role":"Reader"}' }, 'agents', 'update', 'Bob', '--from', '-')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/role: +Reader/),
    })
    const wrong = await cli.runWith(
      { piped: '{"limits":{"maxSteps":"many"},"colour":"red"}' },
      '--json',
      'agents',
      'update',
      'Bob',
      '--from',
      '-',
    )
    expect(wrong).toMatchObject({ code: 2, out: '' })
    expect(JSON.parse(wrong.err).fields.map((field: { pointer: string }) => field.pointer)).toContain(
      '/limits/maxSteps',
    )
    expect(await cli.run('agents', '--sort', 'colour')).toMatchObject({
      code: 2,
      err: expect.stringContaining('/sort'),
    })
    for (const [given, hint] of [
      ['nobody', 'See them with: agentctl agents list'],
      ['Bobb', 'Did you mean Bob?'],
      ['x'.repeat(300), 'See them with: agentctl agents list'],
    ] as const)
      expect(await cli.run('run', given, 'anything')).toEqual({
        code: 5,
        out: '',
        err: `agentctl: There is no agent ${given}. ${hint}\n`,
      })
    expect(await cli.run('agents', 'stop', 'Bob'), 'it has no workload').toMatchObject({ code: 6 })
    expect(JSON.parse((await cli.run('--json', 'agents')).out)).toMatchObject({
      total: 1,
      items: [{ id: bob.id, role: 'Reader' }],
    })
    expect((await cli.run('agents', 'remove', 'Bob')).code).toBe(0)
    expect((await cli.run('agents')).out).toContain('No agents')
  })
})

describe('an agent at work', () => {
  test('is deployed, runs a task, is approved, killed, held until released, and destroyed', async () => {
    await cli.run('agents', 'create', '--name', 'Dev', '--template', 'developer')
    const deployed = await cli.run('--json', 'deploy', 'Dev')
    expect(deployed.err, 'each step as it ends').toContain('✓ Start the agent')
    expect(JSON.parse(deployed.out)).toMatchObject({ state: 'succeeded' })

    const running = cli.runWith({ piped: 'say hello\nrun: echo hello from the tool' }, 'run', 'Dev', '-')
    let waiting: { id: string; argsHash: string }[] = []
    for (let tries = 0; waiting.length === 0 && tries < 100; tries += 1) {
      await sleep(100)
      waiting = JSON.parse((await cli.run('--json', 'approvals')).out).items
    }
    const [approval] = waiting
    const id = approval?.id ?? ''
    expect(await cli.run('approve', 'nope')).toEqual({
      code: 5,
      out: '',
      err: 'agentctl: There is no approval nope. See those that wait with: agentctl approvals\n',
    })
    expect(await cli.run('deny', id.slice(0, -1)), 'near one that waits').toMatchObject({
      code: 5,
      err: expect.stringContaining(`Did you mean ${id}?`),
    })
    expect(await cli.run('approve', id), 'nobody has seen the arguments').toMatchObject({
      code: 2,
      err: expect.stringContaining('--args-hash'),
    })
    expect(await cli.run('approve', id, '--args-hash', 'f'.repeat(64)), 'other arguments').toMatchObject({ code: 6 })
    const shy = await cli.runWith({ interactive: true, confirm: async () => false }, 'approve', id)
    expect(shy).toMatchObject({ code: 2, err: expect.stringContaining('hello') })
    expect(await cli.run('approve', id, '--args-hash', approval?.argsHash ?? '')).toMatchObject({
      code: 0,
      out: 'exec of Dev is approved.\n',
    })
    const ran = await running
    expect(ran).toMatchObject({ code: 0, err: 'waiting for a person: agentctl approvals\n' })
    expect(ran.out).toMatch(/\[exec: waiting [^]*\[exec: done ok\][^]*succeeded \(\d+ steps, \$/)
    expect((await cli.run('logs', 'Dev')).out).toContain('the agent is up')

    const following = new AbortController()
    const log = cli.runWith({ signal: following.signal }, 'logs', 'Dev', '--follow')
    await sleep(300)
    following.abort()
    expect((await log).out, 'until Ctrl-C').toContain('the agent is up')

    const killed = await cli.run('kill', 'Dev', '--reason', 'a test')
    expect(killed).toMatchObject({ code: 0, out: expect.stringContaining('kill 1') })
    expect(await cli.run('agents', 'start', 'Dev')).toMatchObject({ code: 6 })
    expect((await cli.run('release', 'Dev', '--kill', '1')).code).toBe(0)
    expect((await cli.run('agents', 'start', 'Dev')).code).toBe(0)
    expect((await cli.run('agents', 'stop', 'Dev')).code).toBe(0)
    expect(await cli.run('run', 'Dev', 'anything'), 'it is stopped').toMatchObject({ code: 6 })

    // A folder in the place of its mark keeps the target from confirming the next kill.
    const { id: dev }: { id: string } = JSON.parse((await cli.run('--json', 'agents', 'get', 'Dev')).out)
    const marks = (await readdir(join(cli.folder, 'data'), { recursive: true })).filter((path) =>
      path.endsWith(`${dev}/workspace`),
    )
    const inTheWay = join(cli.folder, 'data', marks[0] ?? '', '..', 'killed-2')
    await mkdir(join(inTheWay, 'full'), { recursive: true })
    expect(await cli.run('kill', 'Dev')).toMatchObject({
      code: 14,
      out: expect.stringContaining('process not confirmed'),
      err: expect.stringContaining('its process is not confirmed to have ended'),
    })
    await rm(inTheWay, { recursive: true })
    expect(await cli.run('kill', 'Dev'), 'again').toMatchObject({ code: 0 })
    expect((await cli.run('release', 'Dev', '--kill', '3')).code).toBe(0)
    expect((await cli.run('agents', 'destroy', 'Dev')).code).toBe(0)
    expect((await cli.run('agents', 'history', 'Dev')).out).toContain('killed (kill 1)')
  }, 90_000)
})

describe('audit', () => {
  test('lists by who and what, verifies, and exports into a file of its own', async () => {
    const { items } = JSON.parse((await cli.run('--json', 'audit', '--action', 'agents.kill')).out)
    expect(items.map(({ details }: { details: { killNo: number } }) => details.killNo)).toEqual([3, 2, 1])
    expect(items).toContainEqual(expect.objectContaining({ action: 'agents.kill', outcome: 'done' }))
    expect(await cli.run('audit', 'verify')).toMatchObject({
      code: 0,
      out: expect.stringContaining('as they were written'),
    })
    expect((await cli.run('audit', 'export', '--out', 'audit.jsonl')).code).toBe(0)
    const lines = (await readFile(join(cli.folder, 'audit.jsonl'), 'utf8')).trim().split('\n')
    expect(lines.map((line) => JSON.parse(line).action)).toEqual(
      expect.arrayContaining(['organizations.create', 'agents.kill', 'audit.export']),
    )
    expect((await stat(join(cli.folder, 'audit.jsonl'))).mode & 0o777).toBe(0o600)
    expect(await cli.run('audit', 'export', '--out', 'audit.jsonl'), 'never over what is there').toMatchObject({
      code: 2,
    })
  })
})

describe('backup', () => {
  test('is made while the host runs, and copied into an empty directory it is a control center of its own', async () => {
    await cli.run('agents', 'create', '--name', 'Kept')
    const { folder, files }: { folder: string; files: object[] } = JSON.parse((await cli.run('--json', 'backup')).out)
    expect(files).toHaveLength(2)
    expect(await cli.run('backup')).toMatchObject({ code: 0, out: expect.stringContaining('Secrets are not in it') })

    const restored = join(cli.folder, 'restored')
    await cp(folder, restored, { recursive: true })
    const host = await cli.serve(restored)
    try {
      const login = ['login', '--email', 'ann@example.com', '--password-file', '-']
      expect((await cli.runWith({ piped: PASSWORD }, ...login, '--data', restored)).code).toBe(0)
      const there = await cli.run('--json', 'agents', '--data', restored)
      expect(JSON.parse(there.out)).toMatchObject({ items: [{ name: 'Dev' }, { name: 'Kept' }] })
      expect(there.out).toBe((await cli.run('--json', 'agents')).out)
      expect((await cli.run('audit', 'verify', '--data', restored)).code).toBe(0)
      expect(await readdir(restored), 'a vault of its own, made at that sign-in').toContain('vault.json')
    } finally {
      await host.close()
    }
  })
})
