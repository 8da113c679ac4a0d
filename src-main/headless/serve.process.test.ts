import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { authSetup } from '../../src-engine/contract/auth.ts'
import { createClient } from '../../src-engine/contract/client.ts'
import { problemSchema } from '../../src-engine/contract/problem.ts'
import { exitCodes } from '../cli/exit-codes.ts'
import { engineFileOf } from './engine-file.ts'
import { readOptions } from './options.ts'
import { type HeadlessHost, serveHeadless } from './serve.ts'

let data = ''
let host: HeadlessHost
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'control-headless-'))
  host = await serveHere()
})
afterEach(async () => {
  await host.close()
  await rm(data, { recursive: true, force: true })
})

function serveHere(...args: string[]): Promise<HeadlessHost> {
  const options = readOptions(['--data', data, '--vault', 'file', '--log-level', 'error', ...args])
  if (options === 'help') throw new Error('the options ask for help')
  return serveHeadless(options)
}
/** A start as a person's, in a process of its own. */
async function start(
  entry: readonly string[],
  ...args: string[]
): Promise<{ code: unknown; out: string; err: string }> {
  const child = spawn(process.execPath, [...entry, ...args, '--data', data, '--vault', 'file'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code, out, err }
}
const origin = (): string => new URL(host.ready.url).origin

describe('a second start on the same data directory', () => {
  test.each([
    ['npm start', ['src-main/headless/main.ts']],
    ['agentctl serve', ['src-main/cli/main.ts', 'serve']],
  ])('%s: one sentence with the address of the first, also for its port, and the first goes on', async (_, entry) => {
    for (const args of [[], ['--port', new URL(origin()).port]]) {
      const second = await start(entry, ...args)
      expect(second).toMatchObject({ code: exitCodes.conflict, out: '' })
      expect(second.err.replace('agentctl: ', '')).toBe(
        `The control center already runs on ${data}, at ${origin()}/dashboard/ — use that one, or stop it first.\n`,
      )
    }
    expect((await fetch(`${origin()}/health`)).status).toBe(200)
    expect(await engineFileOf(data).read()).toMatchObject({ url: origin(), pid: process.pid })
  })

  test('an engine.json that an engine long gone left behind is not believed, whoever answers at its address now', async () => {
    const { port } = new URL(origin())
    await host.close()
    const gone = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
    await once(gone, 'exit')
    await writeFile(join(data, 'engine.json'), JSON.stringify({ url: origin(), token: 'old', pid: gone.pid }))
    const other = createServer((_, response) => response.end()).listen(Number(port), '127.0.0.1')
    await once(other, 'listening')
    await expect(serveHere('--port', port)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('taken by another program'),
    })
    other.close()
    host = await serveHere()
    expect(await engineFileOf(data).read()).toMatchObject({ url: origin(), pid: process.pid, token: host.ready.token })
  })
})

test('engine.json is closed to others, carries the one-time token until there is an owner, and goes with the host', async () => {
  const file = join(data, 'engine.json')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  const { token } = host.ready
  expect(await readFile(file, 'utf8')).toContain(token)
  const client = createClient({ baseUrl: origin(), fetch, token: () => null })
  const body = {
    organization: 'Northwind',
    name: 'Ann',
    email: 'ann@northwind.test',
    password: 'a long enough password',
    client: 'token' as const,
  }
  await client.call(authSetup, { headers: { authorization: `Setup ${token}` }, body })
  await expect.poll(() => readFile(file, 'utf8')).not.toContain(token)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(await engineFileOf(data).read()).toMatchObject({ url: origin(), token: null })
  await host.close()
  await expect(stat(file)).rejects.toThrow('ENOENT')
  host = await serveHere()
})

test('--allow-origin lets a page of that site call the API, and no other', async () => {
  await host.close()
  host = await serveHere('--allow-origin', 'https://ops.example.com')
  const from = async (site: string): Promise<[number, string | null]> => {
    const answer = await fetch(`${origin()}/auth/status`, { headers: { origin: site } })
    return [answer.status, answer.headers.get('access-control-allow-origin')]
  }
  expect(await from('https://ops.example.com')).toEqual([200, 'https://ops.example.com'])
  expect(await from('https://other.example.com')).toEqual([403, null])
  const byCli = await start(['src-main/cli/main.ts', 'serve'], '--allow-origin', 'https://ops.example.com', 'nowhere')
  expect(byCli.err, 'agentctl hands on each').toContain('--allow-origin: is not an origin')
})

test('who asks before the engine is open is told to come again, and is not kept waiting', async () => {
  await host.close()
  const port = new URL(origin()).port
  const elsewhere = await mkdtemp(join(tmpdir(), 'control-passphrase-'))
  // The start waits for the passphrase, and a pipe gives none until something is written into it.
  const pipe = join(elsewhere, 'passphrase')
  execFileSync('mkfifo', ['-m', '600', pipe])
  const starting = serveHere('--port', port, '--passphrase-file', pipe)
  for (const path of ['/health', '/auth/status', '/dashboard/']) {
    const ask = (): Promise<Response> => fetch(`${origin()}${path}`, { signal: AbortSignal.timeout(2_000) })
    await expect
      .poll(() =>
        ask().then(
          ({ status }) => status,
          () => 'nobody listens',
        ),
      )
      .toBe(503)
    const answer = await ask()
    expect([answer.headers.get('content-type'), answer.headers.get('retry-after')]).toEqual([
      'application/problem+json',
      '1',
    ])
    expect(problemSchema.parse(await answer.json())).toMatchObject({
      code: 'dependency_unavailable',
      detail: expect.stringContaining('is starting'),
    })
  }
  await writeFile(pipe, 'a passphrase')
  host = await starting
  expect((await fetch(`${origin()}/health`)).status).toBe(200)
  await rm(elsewhere, { recursive: true })
})
