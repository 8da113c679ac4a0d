import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { referenceTools } from '../../src-engine/contract/reference-tools.ts'
import { until } from '../testing/agent-process.ts'
import { isAlive } from '../testing/is-alive.ts'
import { callTool } from '../testing/tool-call.ts'
import { createToolbox } from './index.ts'

let workspace: string

beforeEach(() => {
  workspace = mkdtempSync(path.join(os.tmpdir(), 'tools-'))
})
afterEach(() => rmSync(workspace, { recursive: true, force: true }))

/** Where `env -i` leaves no PATH to find it by. */
const setsid = ['/usr/bin/setsid', '/bin/setsid'].find((file) => existsSync(file)) ?? 'setsid'

const node = (script: string, more: { timeoutSeconds?: number } = {}) => ({
  program: process.execPath,
  args: ['-e', script],
  ...more,
})

it('carries out every reference tool of the contract', () => {
  const toolbox = createToolbox(workspace, false)
  expect(referenceTools.filter(({ id }) => !toolbox.has(id))).toEqual([])
})

describe('files', () => {
  it('writes, reads, lists and edits', async () => {
    await callTool(workspace, 'write', { path: 'a/b.txt', content: 'one two' })
    await callTool(workspace, 'write', { path: 'a/b.txt', content: 'one' })
    expect(await callTool(workspace, 'read', { path: 'a/b.txt' })).toEqual({ outcome: 'ok', text: 'one', bytes: 3 })
    expect((await callTool(workspace, 'list', { path: '.' })).text).toBe('a/')
    expect((await callTool(workspace, 'list', { path: 'a' })).text).toBe('b.txt (3 bytes)')
    expect(await callTool(workspace, 'edit', { path: 'a/b.txt', find: 'one', replace: '$& three' })).toMatchObject({
      outcome: 'ok',
    })
    expect(readFileSync(path.join(workspace, 'a/b.txt'), 'utf8')).toBe('$& three')
  })

  it('edits one exact passage or nothing, and never makes a file', async () => {
    writeFileSync(path.join(workspace, 'f'), 'aa b aa')
    expect(await callTool(workspace, 'edit', { path: 'f', find: 'aa', replace: 'c' })).toMatchObject({
      outcome: 'error',
      text: expect.stringContaining('more than once'),
    })
    expect(await callTool(workspace, 'edit', { path: 'f', find: 'x', replace: 'c' })).toMatchObject({
      outcome: 'error',
      text: expect.stringContaining('does not occur'),
    })
    expect(await callTool(workspace, 'edit', { path: 'g', find: 'x', replace: 'c' })).toMatchObject({
      outcome: 'error',
    })
    expect(await callTool(workspace, 'list', { path: '.' })).toMatchObject({ text: 'f (7 bytes)' })
    expect(readFileSync(path.join(workspace, 'f'), 'utf8')).toBe('aa b aa')
  })

  it('refuses to edit bytes that text would destroy', async () => {
    const bytes = Buffer.from([0x61, 0xff, 0x62])
    writeFileSync(path.join(workspace, 'f'), bytes)
    expect(await callTool(workspace, 'edit', { path: 'f', find: 'a', replace: 'c' })).toMatchObject({
      outcome: 'error',
    })
    expect(readFileSync(path.join(workspace, 'f'))).toEqual(bytes)
  })

  it('cuts a large file and says so', async () => {
    writeFileSync(path.join(workspace, 'big'), 'ä'.repeat(100_000))
    const { text, bytes } = await callTool(workspace, 'read', { path: 'big' })
    expect(bytes).toBe(200_000)
    expect(Buffer.byteLength(text)).toBeLessThan(66_000)
    expect(text).toMatch(/^ä+\n\[cut: the first 65536 of 200000 bytes\]$/)
  })

  it('finds and reads notes', async () => {
    expect((await callTool(workspace, 'memory_search', { query: 'anything' })).text).toBe('No note matches.')
    mkdirSync(path.join(workspace, 'memory', 'people'), { recursive: true })
    writeFileSync(path.join(workspace, 'memory', 'people', 'ada.md'), '# Ada\nlikes green tea\nlives in Bern')
    writeFileSync(path.join(workspace, 'memory', 'tea.md'), 'Tea comes from Assam.')
    expect((await callTool(workspace, 'memory_search', { query: 'green TEA' })).text).toBe(
      'tea.md\n  Tea comes from Assam.\npeople/ada.md\n  likes green tea',
    )
    expect((await callTool(workspace, 'memory_search', { query: 'Bern', limit: 1 })).text).toBe(
      'people/ada.md\n  lives in Bern',
    )
    expect((await callTool(workspace, 'memory_get', { path: 'people/ada.md' })).text).toContain('green tea')
  })
})

describe('exec', () => {
  it('runs without a shell, in the workspace, with nothing of our environment but PATH', async () => {
    process.env['CANARY_SECRET'] = 'canary'
    const { outcome, text } = await callTool(workspace, 'exec', {
      program: process.execPath,
      args: ['-p', 'JSON.stringify([process.cwd(), Object.keys(process.env), process.argv[1]])', '; echo $HOME `id`'],
    })
    delete process.env['CANARY_SECRET']
    expect(outcome).toBe('ok')
    expect(JSON.parse(text.split('\n')[1] ?? '')).toEqual([
      workspace,
      ['PATH', 'HOME', 'LANG', 'TERM', 'AGENT_CALL'],
      '; echo $HOME `id`',
    ])
  })

  it('tells how a program ended', async () => {
    expect(await callTool(workspace, 'exec', node('console.error("oh"); process.exit(3)'))).toMatchObject({
      outcome: 'error',
      text: 'Exit code 3.\noh\n',
    })
    expect(await callTool(workspace, 'exec', node('process.kill(process.pid, "SIGSEGV")'))).toMatchObject({
      outcome: 'error',
      text: 'Ended by SIGSEGV.\n',
    })
    expect(await callTool(workspace, 'exec', { program: 'no-such-program' })).toMatchObject({
      outcome: 'error',
      text: expect.stringContaining('no program'),
    })
  })

  it('keeps the beginning and the end of endless output, in bounded memory', async () => {
    const { text, bytes } = await callTool(
      workspace,
      'exec',
      node(`process.stdout.write('A'.repeat(5e6)); process.stdout.write('THE END')`),
    )
    expect(bytes).toBe(5_000_007)
    expect(Buffer.byteLength(text)).toBeLessThan(66_000)
    expect(text).toMatch(/^Exit code 0\.\nA+\n\[cut: \d+ bytes\]\nA+THE END$/)
  })

  it('kills the whole group at its timeout', async () => {
    const script = `const { spawn } = require('child_process'); const c = spawn('sleep', ['60'], { env: { PATH: process.env.PATH } }); console.log(c.pid); process.on('SIGTERM', () => {}); setTimeout(() => {}, 60000)`
    const started = performance.now()
    const { outcome, text } = await callTool(workspace, 'exec', node(script, { timeoutSeconds: 1 }))
    expect(outcome).toBe('timeout')
    expect(performance.now() - started).toBeLessThan(3_000)
    await gone(Number(text.split('\n')[1]))
  })

  it('leaves nothing behind when the program itself ended, not even what left its group', async () => {
    const script = `const { spawn } = require('child_process')
      const a = spawn('sleep', ['60'], { stdio: 'inherit' }); const b = spawn('sleep', ['61'], { detached: true, stdio: 'inherit' })
      console.log(a.pid + ' ' + b.pid); process.exit(0)`
    const { outcome, text } = await callTool(workspace, 'exec', node(script))
    expect(outcome).toBe('ok')
    for (const pid of (text.split('\n')[1] ?? '').split(' ').map(Number)) await gone(pid)
  })

  it.runIf(process.platform === 'linux').each([
    ['its timeout', 2],
    ['its end', 60],
  ])('ends what left group, session and environment, but not its output, at %s', async (_when, timeoutSeconds) => {
    const pidFile = path.join(workspace, 'pid')
    const wait = timeoutSeconds === 2 ? '; sleep 30' : '; sleep .3'
    const script = `env -i ${setsid} -f sh -c 'echo $$ > ${pidFile}; exec sleep 25'${wait}`
    const started = performance.now()
    const { outcome } = await callTool(workspace, 'exec', { program: 'sh', args: ['-c', script], timeoutSeconds })
    expect(outcome).toBe(timeoutSeconds === 2 ? 'timeout' : 'ok')
    expect(performance.now() - started).toBeLessThan(4_000)
    await gone(Number(readFileSync(pidFile, 'utf8')))
  })

  it.runIf(process.platform !== 'win32')('waits for nobody who holds its output', async () => {
    // Passed on through another process, the output is held by one that nothing ties to the call.
    const script = `const { spawn } = require('child_process')
      const c = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 20000)'], { detached: true, env: {}, stdio: ['ignore', 'ignore', 'ignore', 1] })
      console.log(c.pid); c.unref(); setTimeout(() => process.exit(0), 300)`
    const started = performance.now()
    const { outcome, text } = await callTool(workspace, 'exec', node(script))
    expect(outcome).toBe('ok')
    expect(performance.now() - started).toBeLessThan(3_000)
    const held = Number(text.split('\n')[1])
    if (isAlive(held)) process.kill(held, 'SIGKILL')
  })

  it('does not begin once it is cancelled', async () => {
    expect(
      await callTool(workspace, 'exec', node(`require('fs').writeFileSync('ran', '')`), AbortSignal.abort()),
    ).toMatchObject({ outcome: 'cancelled' })
    expect((await callTool(workspace, 'list', { path: '.' })).text).toBe('(empty)')
  })
})

async function gone(pid: number): Promise<void> {
  expect(pid).toBeGreaterThan(1)
  await until(() => !isAlive(pid), `the end of process ${pid}`, 2_000)
}
