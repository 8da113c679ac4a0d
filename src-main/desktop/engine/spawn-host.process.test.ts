import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { spawnHost } from './spawn-host.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spawn-host-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A real process of a few lines in the place of the host. */
function host(source: string, timing: { timeoutMs?: number; graceMs?: number } = {}) {
  const entry = join(folder, 'host.cjs')
  writeFileSync(entry, source)
  return spawnHost({
    node: process.execPath,
    entry,
    args: ['--data', folder],
    timeoutMs: 10_000,
    graceMs: 5_000,
    ...timing,
  })
}

const ready = `console.log(JSON.stringify({ ready: true, url: 'http://127.0.0.1:7301/dashboard/', token: 't', data: process.argv[3] }))`

test('reads the readiness line among others and ends the host with SIGTERM', async () => {
  const started = await host(`console.log('starting'); ${ready}; setInterval(() => {}, 1000)`)
  expect(started).toMatchObject({ url: 'http://127.0.0.1:7301', token: 't' })
  const ended = Promise.race([started.ended, new Promise((resolve) => setTimeout(resolve, 300, 'quiet'))])
  await started.stop()
  expect(await ended, 'an end that we asked for is no news').toBe('quiet')
})

test('a host that ignores SIGTERM is killed after the grace', async () => {
  const started = await host(`process.on('SIGTERM', () => {}); ${ready}; setInterval(() => {}, 1000)`, { graceMs: 200 })
  const begun = performance.now()
  await started.stop()
  expect(performance.now() - begun).toBeLessThan(5_000)
})

test('a host that ends before it is ready is reported with its last words', async () => {
  const failed = host(`console.error('first'); console.error('port 7301 is taken'); process.exit(3)`)
  await expect(failed).rejects.toThrow('The engine could not be started: the engine ended (exit 3): port 7301 is taken')
})

test('a host that never gets ready, or is not there, is reported', async () => {
  await expect(host('setInterval(() => {}, 1000)', { timeoutMs: 300 })).rejects.toThrow('not ready after 0.3 s')
  const missing = spawnHost({ node: join(folder, 'no-node'), entry: 'x', args: [], timeoutMs: 5_000, graceMs: 100 })
  await expect(missing).rejects.toThrow('could not be started')
})

test('a host that speaks of another machine is refused', async () => {
  await expect(host(`${ready.replace('127.0.0.1', '10.0.0.1')}; setInterval(() => {}, 1000)`)).rejects.toThrow(
    'not a loopback',
  )
})

test('an end nobody asked for is news', async () => {
  const started = await host(`${ready}; setTimeout(() => { console.error('disk full'); process.exit(1) }, 50)`)
  expect(await started.ended).toBe('the engine ended (exit 1): disk full')
})

test('the child gets no variables that would change what Node runs', async () => {
  process.env['NODE_OPTIONS'] = '--no-warnings'
  try {
    const started = await host(
      `${ready.replace("'t'", "process.env.NODE_OPTIONS ?? 'none'")}; setInterval(() => {}, 1000)`,
    )
    expect(started.token).toBe('none')
    await started.stop()
  } finally {
    delete process.env['NODE_OPTIONS']
  }
})
