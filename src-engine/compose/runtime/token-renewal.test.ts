import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTokenFile } from '../../../src-agent/config/index.ts'
import { type ControlClient, createControlClient } from '../../../src-agent/control/index.ts'
import { runtimeRuns } from '../../contract/runtime.ts'
import { type InstanceTokens, openInstanceTokens } from '../../deploy/index.ts'
import { createIds } from '../../kernel/ids.ts'
import { createRuntimeApp } from '../../runtime/index.ts'
import { createMemoryPorts, RUN, WHO } from '../../runtime/testing/memory-ports.ts'
import { type TestStore, openTestStore } from '../../store/testing/open-test-store.ts'

let now: number
let disk: TestStore
let tokens: InstanceTokens
let home: string
let client: ControlClient
let close: () => Promise<void>

/** The engine's tokens behind the real contract, and the reference agent's client with what a deployment leaves it. */
beforeEach(async () => {
  now = Date.UTC(2026, 10, 23, 12)
  const clock = { now: () => now, monotonic: () => now }
  disk = await openTestStore(clock)
  tokens = openInstanceTokens(disk.store, createIds(clock), clock)
  const ready = Promise.withResolvers<number>()
  const app = createRuntimeApp(createMemoryPorts({ identity: tokens }).ports)
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => ready.resolve(port))
  home = mkdtempSync(join(tmpdir(), 'control-token-'))
  const { token, key } = await tokens.issue(WHO)
  const [tokenFile, keyFile] = [join(home, 'token'), join(home, 'key.pem')]
  writeFileSync(tokenFile, token, { mode: 0o600 })
  writeFileSync(keyFile, key, { mode: 0o600 })
  const controlUrl = `http://127.0.0.1:${await ready.promise}`
  client = createControlClient({ controlUrl, instance: WHO.instance, keyFile }, openTokenFile(tokenFile))
  close = async () => {
    if ('closeAllConnections' in server) server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})
afterEach(async () => {
  await close()
  await disk.dispose()
  rmSync(home, { recursive: true })
})

const fileToken = (): string => readFileSync(join(home, 'token'), 'utf8')

test('an agent whose token has ended gets the next one by its key, and its call goes through', async () => {
  const first = fileToken()
  expect(await client.call(runtimeRuns, {})).toMatchObject({ runs: [{ run: RUN }] })
  now += 30 * 86_400_000
  const answers = await Promise.all([client.call(runtimeRuns, {}), client.call(runtimeRuns, {})])
  expect(answers).toMatchObject([{ runs: [{ run: RUN }] }, { runs: [{ run: RUN }] }])
  expect(fileToken()).not.toBe(first)
  expect(await tokens.authenticate(fileToken())).toEqual(WHO)
  expect(await tokens.authenticate(first)).toBeNull()
})

test('it renews ahead, and a revoked one stays outside', async () => {
  const first = fileToken()
  expect(await client.renewToken()).toBe(true)
  expect(fileToken()).not.toBe(first)
  await tokens.revoke(WHO.instance)
  await expect(client.call(runtimeRuns, {})).rejects.toMatchObject({ code: 'unauthenticated', status: 401 })
  expect(await client.renewToken()).toBe(false)
})
