import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openEnginePort } from './open.ts'

let data = ''
let server: Server | null = null
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'open-engine-'))
})
afterEach(() => {
  server?.close()
  server = null
  rmSync(data, { recursive: true })
})

const engine = () => ({
  api: { fetch: async () => new Response('here') },
  setupToken: 'first',
  close: vi.fn(async () => undefined),
})

async function running(pid: number): Promise<string> {
  server = createServer((_request, response) => response.end())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const url = typeof address === 'object' ? `http://127.0.0.1:${address?.port}` : ''
  writeFileSync(join(data, 'engine.json'), JSON.stringify({ url, token: null, pid }), { mode: 0o600 })
  return url
}

test('in process, the engine is loaded once, answers, and is closed once', async () => {
  const opened = engine()
  const port = await openEnginePort({ mode: 'in-process', data, vault: 'file', host: null, load: async () => opened })
  expect(port).toMatchObject({ kind: 'in-process', baseUrl: 'app://control', setupToken: 'first' })
  expect(await (await port.fetch(new Request('app://control/'))).text()).toBe('here')
  await Promise.all([port.close(), port.close()])
  expect(opened.close).toHaveBeenCalledOnce()
})

test('an engine that already runs on the directory is used, and outlives the window', async () => {
  const url = await running(process.pid)
  const load = vi.fn()
  const port = await openEnginePort({ mode: 'in-process', data, vault: 'file', host: null, load })
  expect(port).toMatchObject({ kind: 'remote', baseUrl: url })
  expect(load).not.toHaveBeenCalled()
  await port.close()
  expect(await (await port.fetch(new Request('app://control/health'))).text()).toBe('')
})

test('a process that took over the id of a dead engine does not answer, so the engine is opened here', async () => {
  await running(process.pid)
  server?.close()
  const port = await openEnginePort({ mode: 'in-process', data, vault: 'file', host: null, load: async () => engine() })
  expect(port.kind).toBe('in-process')
})

test('remote without a host to start says what to do', async () => {
  const opening = openEnginePort({ mode: 'remote', data, vault: 'file', host: null, load: async () => engine() })
  await expect(opening).rejects.toThrow('Start one with: npm start -- --data')
})
