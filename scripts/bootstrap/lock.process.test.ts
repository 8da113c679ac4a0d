import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { withLock } from './lock.mjs'

let folder = ''
let lock = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'))
  lock = join(folder, 'lock')
})
afterEach(() => rmSync(folder, { recursive: true }))

test('one at a time, and the lock is gone afterwards', async () => {
  let inside = 0
  let most = 0
  const work = async () => {
    inside += 1
    most = Math.max(most, inside)
    await sleep(20)
    inside -= 1
  }
  await Promise.all([1, 2, 3].map(() => withLock(lock, 'testing', work)))
  expect(most).toBe(1)
  expect(existsSync(lock)).toBe(false)
})

test('is released when the work throws', async () => {
  const broken = withLock(lock, 'testing', () => Promise.reject(new Error('broke')))
  await expect(broken).rejects.toThrow('broke')
  expect(existsSync(lock)).toBe(false)
})

test('the lock of a dead process is taken over at once', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  mkdirSync(lock)
  writeFileSync(join(lock, 'holder'), JSON.stringify({ pids: [pid], host: hostname() }))
  expect(await withLock(lock, 'testing', async () => 'mine')).toBe('mine')
})

test('a killed holder whose work goes on keeps the lock until that has ended', async () => {
  const { pid: dead } = spawnSync(process.execPath, ['-e', ''])
  const worker = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 400)'])
  mkdirSync(lock)
  writeFileSync(join(lock, 'holder'), JSON.stringify({ pids: [dead, worker.pid], host: hostname() }))
  await withLock(lock, 'testing', async () => undefined)
  expect(worker.exitCode).toBe(0)
})

test('a lock nobody has touched for 3 minutes is taken over, whoever holds it', async () => {
  mkdirSync(lock)
  writeFileSync(join(lock, 'holder'), JSON.stringify({ pids: [process.pid], host: hostname() }))
  const old = new Date(Date.now() - 181_000)
  utimesSync(lock, old, old)
  expect(await withLock(lock, 'testing', async () => 'mine')).toBe('mine')
})
