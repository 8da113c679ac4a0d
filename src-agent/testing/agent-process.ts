import { spawn, type ChildProcess } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { TOKEN } from './control-center.ts'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))

/** An agent as a real process, with its directories. */
export interface AgentProcess {
  readonly home: string
  readonly workspace: string
  /** Of the key beside its token, as PEM. */
  readonly publicKey: string
  /** The token in its file. */
  token(): string
  /** Starts the process and waits until it listens. */
  start(): Promise<void>
  /** Ends it with a signal and waits for its end; the exit code, null after a kill. */
  end(signal: NodeJS.Signals): Promise<number | null>
  call(path: string, init?: RequestInit): Promise<Response>
  output(): string
  /** Resolves when the process has ended by itself. */
  ended(): Promise<number | null>
  dispose(): Promise<void>
}

export function createAgentProcess(controlUrl: () => string, entry = MAIN): AgentProcess {
  const home = mkdtempSync(path.join(os.tmpdir(), 'agent-'))
  const workspace = path.join(home, 'workspace')
  mkdirSync(workspace)
  writeFileSync(path.join(home, 'token'), TOKEN, { mode: 0o600 })
  const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  writeFileSync(path.join(home, 'key.pem'), privateKey, { mode: 0o600 })
  const token = (): string => readFileSync(path.join(home, 'token'), 'utf8')
  let child: ChildProcess | undefined
  let exited: Promise<number | null> = Promise.resolve(null)
  let address = ''
  let output = ''

  async function start(): Promise<void> {
    const config = path.join(home, 'agent.json')
    writeFileSync(
      config,
      JSON.stringify({
        instance: 'ins_test000001',
        controlUrl: controlUrl(),
        tokenFile: path.join(home, 'token'),
        keyFile: path.join(home, 'key.pem'),
        workspace,
        spoolDir: path.join(home, 'spool'),
        stateDir: path.join(home, 'state'),
        listen: { port: 0 },
      }),
      { mode: 0o600 },
    )
    const started = spawn(process.execPath, [entry, config], {
      stdio: ['ignore', 'pipe', 'pipe'],
      // Halves the start of a process that tests start dozens of times.
      env: { ...process.env, NODE_COMPILE_CACHE: path.join(os.tmpdir(), 'agent-compile-cache') },
    })
    child = started
    exited = once(started, 'exit').then(([code]) => (typeof code === 'number' ? code : null))
    const up = Promise.withResolvers<void>()
    const note = (chunk: Buffer) => {
      output += chunk.toString()
      const found = [...output.matchAll(/"the agent is up","address":"([^"]+)"/g)].at(-1)?.[1]
      if (found !== undefined && found !== address) {
        address = found
        up.resolve()
      }
    }
    started.stdout.on('data', note)
    started.stderr.on('data', note)
    await Promise.race([
      up.promise,
      exited.then((code) => Promise.reject(new Error(`the agent ended with ${code}: ${output}`))),
    ])
  }

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    child?.kill(signal)
    return exited
  }

  return {
    home,
    workspace,
    publicKey,
    token,
    start,
    end,
    call(to, init) {
      const headers = new Headers(init?.headers)
      if (!headers.has('authorization')) headers.set('authorization', `Bearer ${token()}`)
      return fetch(address + to, { ...init, headers })
    },
    output: () => output,
    ended: () => exited,
    async dispose() {
      if (child?.exitCode === null && child.signalCode === null) await end('SIGKILL')
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** Waits until `check` gives something, at most `ms`. */
export async function until<T>(check: () => T | undefined | false, what: string, ms = 8_000): Promise<T> {
  const end = Date.now() + ms
  for (;;) {
    const value = check()
    if (value !== undefined && value !== false) return value
    if (Date.now() > end) throw new Error(`timed out waiting for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 15))
  }
}
