import { answers } from './answers.ts'
import { findRunningEngine, isAlive } from './engine-file.ts'
import { inProcessPort, type OpenedEngine } from './in-process.ts'
import { ShellError, type EnginePort } from './port.ts'
import { remotePort } from './remote.ts'
import { spawnHost } from './spawn-host.ts'

const START_TIMEOUT_MS = 60_000
const STOP_GRACE_MS = 10_000

export interface OpenEngine {
  readonly mode: 'in-process' | 'remote'
  readonly data: string
  readonly vault: 'auto' | 'keychain' | 'file'
  /** Node and file of the headless host, for remote mode without a running engine; null where none is known. */
  readonly host: { readonly node: string; readonly entry: string } | null
  /** Imports the engine; called in in-process mode alone. */
  load(): Promise<OpenedEngine>
}

/**
 * Opens the engine of a data directory. One that already runs there is used whatever the mode says: two engines must
 * not share a directory.
 * @throws ShellError with what the person can do
 */
export async function openEnginePort({ mode, data, vault, host, load }: OpenEngine): Promise<EnginePort> {
  const send = (url: string, init: RequestInit) => fetch(url, init)
  const running = findRunningEngine(data, { isAlive, uid: process.getuid?.() ?? null })
  if (running !== null && (await answers(running.url))) return remotePort({ engine: running, host: null, send })
  if (mode === 'in-process') return inProcessPort(await load())
  if (host === null)
    throw new ShellError(`No engine is running on ${data}. Start one with: npm start -- --data ${data} --no-open`)
  const args = ['--data', data, '--no-open', '--vault', vault]
  const spawned = await spawnHost({ ...host, args, timeoutMs: START_TIMEOUT_MS, graceMs: STOP_GRACE_MS })
  return remotePort({ engine: spawned, host: spawned, send })
}
