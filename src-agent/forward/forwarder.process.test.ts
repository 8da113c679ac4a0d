import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { createAdaptorServer } from '@hono/node-server'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createControlClient } from '../control/index.ts'
import { runtimeRuns } from '../../src-engine/contract/runtime.ts'
import { startControlCenter, TOKEN } from '../testing/control-center.ts'
import { until } from '../testing/agent-process.ts'

const FORWARDER = fileURLToPath(new URL('../forwarder.ts', import.meta.url))
let home: string
let child: ChildProcess | undefined

beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'forward-'))
})
afterEach(async () => {
  if (child !== undefined && child.exitCode === null) {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  rmSync(home, { recursive: true, force: true })
})

/** Starts the forwarder and gives the addresses of its pipes, in order. */
async function forward(pipes: readonly unknown[]): Promise<string[]> {
  const config = path.join(home, 'forwarder.json')
  writeFileSync(config, JSON.stringify({ pipes }))
  const started = spawn(process.execPath, [FORWARDER, config], { stdio: ['ignore', 'pipe', 'inherit'] })
  child = started
  let output = ''
  started.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  await until(() => output.includes('the forwarder is up'), 'the forwarder')
  return [...output.matchAll(/"from":"([^"]+)"/g)].map((match) => match[1] ?? '')
}

async function readAll(socket: net.Socket): Promise<string> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  await once(socket, 'close')
  return Buffer.concat(chunks).toString('latin1')
}

async function listening(server: net.Server, at: number | string): Promise<number> {
  server.listen(at)
  await once(server, 'listening')
  const address = server.address()
  return address !== null && typeof address === 'object' ? address.port : 0
}

it('carries the contract over a socket to the runtime listener, and a probe over TCP to the agent socket', async () => {
  const center = await startControlCenter()
  center.settings.owed = [{ run: 'run_0000000001', task: 'x' }]
  const socket = path.join(home, 'control.sock')
  const agentSocket = path.join(home, 'agent.sock')
  const agent = createAdaptorServer({ fetch: () => new Response('agent here') })
  agent.listen(agentSocket)
  await once(agent, 'listening')
  const [, probe] = await forward([
    { listen: { socket }, to: { host: '127.0.0.1', port: Number(new URL(center.url()).port) } },
    { listen: { port: 0 }, to: { socket: agentSocket } },
  ])
  expect(statSync(socket).mode & 0o777).toBe(0o600)
  const client = createControlClient(
    { controlUrl: `unix:${socket}`, instance: 'ins_test000001' },
    { current: () => TOKEN, matches: () => false, replace: () => undefined },
  )
  expect(await client.call(runtimeRuns, {})).toEqual({ runs: center.settings.owed })
  expect(await (await fetch(`${probe}/healthz`)).text()).toBe('agent here')
  agent.close()
  await center.down()
})

it('keeps a half-closed connection open for the answer, and passes every byte of much data', async () => {
  const server = net.createServer({ allowHalfOpen: true }, (peer) => {
    let got = 0
    peer.on('data', (chunk: Buffer) => (got += chunk.byteLength))
    // Answers only after the other side has said all.
    peer.on('end', () => peer.end(`got ${got} ${'z'.repeat(3_000_000)}`))
  })
  const port = await listening(server, 0)
  const [from] = await forward([{ listen: { port: 0 }, to: { host: '127.0.0.1', port } }])
  const client = net.connect({ port: Number(new URL(from ?? '').port), host: '127.0.0.1', allowHalfOpen: true })
  client.end(Buffer.alloc(5_000_000, 'y'))
  const answer = await readAll(client)
  expect(answer.slice(0, 12)).toBe('got 5000000 ')
  expect(answer).toHaveLength(12 + 3_000_000)
  server.close()
})

it('closes a client whose target is not there or breaks, and serves the next', async () => {
  const late = path.join(home, 'late.sock')
  const [from] = await forward([{ listen: { port: 0 }, to: { socket: late } }])
  const port = Number(new URL(from ?? '').port)
  expect(await readAll(net.connect({ port, host: '127.0.0.1' }))).toBe('')
  const server = net.createServer((peer) => peer.write('hello', () => peer.destroy()))
  await listening(server, late)
  const broken = net.connect({ port, host: '127.0.0.1' })
  broken.on('error', () => undefined)
  expect(await readAll(broken)).toMatch(/^(hello)?$/)
  server.removeAllListeners('connection').on('connection', (peer: net.Socket) => peer.end('still here'))
  expect(await readAll(net.connect({ port, host: '127.0.0.1' }))).toBe('still here')
  server.close()
})
