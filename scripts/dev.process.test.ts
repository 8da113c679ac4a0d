import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { root } from './runner/root.ts'

let data = ''
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'control-dev-'))
})
afterEach(() => rmSync(data, { recursive: true, force: true }))

const PATIENCE = { timeout: 60_000, interval: 100 }

test('npm run dev: a changed engine restarts the host at the same address; it ends with one line', async () => {
  const child = spawn(process.execPath, ['scripts/dev.ts', '--data', data, '--vault', 'file'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const closed = once(child, 'close')
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    printed += chunk
  })
  try {
    const told = /^dev: (http\S+) \(host: (http\S+), data: /m
    await expect.poll(() => printed, PATIENCE).toMatch(told)
    const [, page = '', host = ''] = told.exec(printed) ?? []
    const status = (url: string): Promise<number> =>
      fetch(url).then(
        (answer) => answer.status,
        () => 0, // nobody is there yet
      )
    await expect.poll(() => status(page), PATIENCE).toBe(200)
    expect(await status(new URL('/ready', host).href)).toBe(200)

    const now = new Date()
    utimesSync(join(root, 'src-engine', 'index.ts'), now, now)
    // The restarted host prints its line again.
    await expect.poll(() => printed, PATIENCE).toMatch(/^\{"ready":true/m)
    expect(await status(new URL('/ready', host).href)).toBe(200)
    // A path that the dev server did not hand on would get its own page.
    const handedOn = await fetch(new URL('/ready', page))
    expect([handedOn.status, handedOn.headers.get('content-type')]).toEqual([200, 'application/json'])
  } finally {
    child.kill('SIGTERM')
  }
  expect(await closed).toEqual([0, null])
  expect(printed.trim().split('\n').at(-1)).toMatch(/^dev: stopped after \d/)
}, 150_000)
