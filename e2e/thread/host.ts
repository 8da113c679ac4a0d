import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { type Client, createClient } from '../../src-engine/contract/client.ts'

const readySchema = z.object({
  ready: z.literal(true),
  url: z.string(),
  token: z.string().nullable(),
  data: z.string(),
})

/** The headless host as a process of its own, the way a person's machine runs it. */
export interface RunningHost {
  readonly process: ChildProcess
  /** Origin of the API, without a slash at the end. */
  readonly origin: string
  /** One-time token of the first start, null once there is an owner. */
  readonly setupToken: string | null
  /** Ends it as a crash would. */
  killNow(): Promise<void>
  stop(): Promise<void>
}

/** Starts `src-main/headless/main.ts` on a data directory and waits until it says that it is ready. */
export async function startHeadlessHost(data: string, args: readonly string[] = []): Promise<RunningHost> {
  const child = spawn(
    process.execPath,
    [
      'src-main/headless/main.ts',
      '--data',
      data,
      '--port',
      '0',
      '--no-open',
      '--vault',
      'file',
      '--log-level',
      'warn',
      ...args,
    ],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const ready = await new Promise<z.output<typeof readySchema>>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => resolve(readySchema.parse(JSON.parse(line))))
    child.once('exit', (code) => reject(new Error(`the host ended before it was ready (exit ${code})`)))
  })
  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    child.kill(signal)
    await exited
  }
  return {
    process: child,
    origin: new URL(ready.url).origin,
    setupToken: ready.token,
    killNow: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  }
}

/** A client of the contract table that is signed in with an access token. */
export function clientOf(host: RunningHost, accessToken: string | null): Client {
  return createClient({ baseUrl: host.origin, fetch: (url, init) => fetch(url, init), token: () => accessToken })
}
