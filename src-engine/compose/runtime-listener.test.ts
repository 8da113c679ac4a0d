import { Hono } from 'hono'
import { afterEach, expect, test } from 'vitest'
import { silentLogger } from '../store/testing/open-test-store.ts'
import { type RuntimeListener, createRuntimeListener } from './runtime-listener.ts'

let listener: RuntimeListener

afterEach(() => listener.close())

test('an address is opened once, and says whom it is open for', async () => {
  listener = createRuntimeListener(new Hono(), silentLogger, new Map(), () => undefined)
  expect(listener.open()).toEqual([])
  const first = await listener.listen('127.0.0.1', 'agents in Docker')
  expect(await listener.listen('127.0.0.1', 'agents of this machine')).toEqual(first)
  await listener.listen('127.0.0.1', 'agents in Docker')
  expect(listener.open()).toEqual([{ ...first, users: ['agents in Docker', 'agents of this machine'] }])
  await expect(listener.listen('0.0.0.0', 'all')).rejects.toThrow('never listens on all')
})
