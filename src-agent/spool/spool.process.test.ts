import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createControlClient } from '../control/index.ts'
import { startControlCenter } from '../testing/control-center.ts'
import { until } from '../testing/agent-process.ts'
import { deliverSpool, openSpool, type SpoolItem } from './index.ts'

const WRITER = fileURLToPath(new URL('../testing/spool-writer.ts', import.meta.url))
let directory: string

beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'spool-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

function item(n: number): SpoolItem {
  const key = `e.${n}`
  return {
    kind: 'event',
    key,
    body: { key, at: '2026-01-01T00:00:00.000Z', run: null, type: 'warning', message: String(n), data: {} },
  }
}

/** What a delivery would take, all of it. */
function drain(spool: ReturnType<typeof openSpool>): string[] {
  const keys: string[] = []
  for (let batch = spool.peek(); batch.length > 0; batch = spool.peek()) {
    keys.push(...batch.map((entry) => entry.item.key))
    spool.delivered(batch.at(-1)?.seq ?? 0)
  }
  return keys
}

it('loses nothing that was acknowledged over kill -9, and doubles nothing', async () => {
  const acknowledged = new Set<number>()
  let next = 1
  for (let round = 0; round < 5; round += 1) {
    const writer = spawn(process.execPath, [WRITER, directory, String(next)], { stdio: ['ignore', 'pipe', 'inherit'] })
    let rest = ''
    writer.stdout.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) acknowledged.add(Number(line))
    })
    const before = acknowledged.size
    await until(() => acknowledged.size > before + 20 + round * 7, 'acknowledged records')
    writer.kill('SIGKILL')
    await once(writer, 'close')
    next = Math.max(...acknowledged) + 1_000
  }
  const spool = openSpool(directory)
  const keys = drain(spool)
  expect([...acknowledged].filter((n) => !keys.includes(`e.${n}`))).toEqual([])
  expect(new Set(keys).size).toBe(keys.length)
  expect(spool.waiting()).toBe(0)
  await spool.close()
})

it('takes a line torn by a crash for not written, and goes on behind it', async () => {
  const first = openSpool(directory)
  await first.append([item(1), item(2)])
  await first.close()
  const [segment] = readdirSync(directory).filter((name) => name.endsWith('.jsonl'))
  appendFileSync(path.join(directory, segment ?? ''), '{"seq":3,"item":{"kind":"ev')
  const second = openSpool(directory)
  await second.append([item(3)])
  expect(drain(second)).toEqual(['e.1', 'e.2', 'e.3'])
  await second.close()
})

it('remembers over a restart what was delivered, and cleans up', async () => {
  const first = openSpool(directory)
  for (let n = 1; n <= 3; n += 1) await first.append([item(n)])
  first.delivered(2)
  await first.close()
  const second = openSpool(directory)
  expect(second.waiting()).toBe(1)
  expect(drain(second)).toEqual(['e.3'])
  await second.append([item(4)])
  expect(drain(second)).toEqual(['e.4'])
  await second.close()
  const third = openSpool(directory)
  expect(drain(third)).toEqual([])
  expect(readdirSync(directory).filter((name) => name.endsWith('.jsonl'))).toEqual([])
  await third.close()
})

it('holds far more than it keeps in memory', async () => {
  const spool = openSpool(directory)
  for (let n = 0; n < 4_000; n += 500) await spool.append(Array.from({ length: 500 }, (_, i) => item(n + i)))
  expect(drain(spool)).toEqual(Array.from({ length: 4_000 }, (_, n) => `e.${n}`))
  await spool.close()
})

it('delivers in order and sets a record aside that is refused for good, so that the others pass', async () => {
  const center = await startControlCenter()
  const spool = openSpool(directory)
  const client = createControlClient(
    { controlUrl: center.url(), instance: 'ins_test000001' },
    { current: () => center.settings.token, matches: () => false, replace: () => undefined },
  )
  const turn = (index: number): SpoolItem => ({
    kind: 'turn',
    key: `t.${index}`,
    body: { run: 'run_0000000001', index, at: '2026-01-01T00:00:00.000Z', role: 'user', text: 'x', toolCalls: [] },
  })
  const bad = item(2)
  if (bad.kind === 'event') bad.body.message = 'a\0b'
  await spool.append([item(1), bad, item(3), turn(0), turn(1), item(4)])
  const over = new AbortController()
  const delivering = deliverSpool(spool, client, over.signal)
  await until(() => spool.waiting() === 0, 'delivery')
  await spool.append([item(5)])
  await until(() => spool.waiting() === 0, 'delivery of what came later')
  over.abort()
  await delivering
  await sleep(1)
  expect(center.seen.events.map(({ key }) => key)).toEqual(['e.1', 'e.3', 'e.4', 'e.5'])
  expect(center.seen.turns.map(({ index }) => index)).toEqual([0, 1])
  expect(spool.rejected()).toBe(1)
  expect(readFileSync(path.join(directory, 'rejected.jsonl'), 'utf8')).toContain('"key":"e.2"')
  await spool.close()
  await center.down()
})
