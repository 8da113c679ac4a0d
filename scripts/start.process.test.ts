import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { root } from './runner/root.ts'

let data = ''
let child: ChildProcess | null = null
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'control-start-'))
})
afterEach(() => {
  // npm starts a shell, which starts us: whatever is left of that group goes.
  if (child?.pid !== undefined) endGroup(child.pid)
  rmSync(data, { recursive: true, force: true })
})

function endGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/** The first start on a machine builds the dashboard. */
const FIRST_START_MS = 240_000

test(
  'npm start -- --data DIR --port 0 --no-open: one JSON line when it answers, and SIGTERM ends it',
  async () => {
    const args = ['start', '--', '--data', data, '--port', '0', '--no-open', '--vault', 'file']
    child = spawn('npm', args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], detached: true })
    let printed = ''
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      printed += chunk
    })
    const closed = once(child, 'close')
    // npm itself begins with what it runs, in lines of its own.
    const lines = (): string[] => printed.split('\n').filter((line) => line !== '' && !line.startsWith('> '))
    await expect.poll(lines, { timeout: FIRST_START_MS }).not.toEqual([])

    const ready: unknown = JSON.parse(lines()[0] ?? '')
    expect(ready).toEqual({
      ready: true,
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/dashboard\/$/),
      token: expect.stringMatching(/^\S{16,}$/),
      data,
    })
    const { url } = ready as { url: string }
    expect((await fetch(new URL('/ready', url))).status).toBe(200)
    const page = await fetch(url)
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')])

    child.kill('SIGTERM')
    await closed
    expect(lines(), 'nothing but that line').toHaveLength(1)
    await expect.poll(() => existsSync(join(data, 'engine.json')), { timeout: 10_000 }).toBe(false)
    await expect(fetch(url)).rejects.toThrow('fetch failed')
  },
  FIRST_START_MS + 30_000,
)
