import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { z } from 'zod'

const readySchema = z.object({ ready: z.literal(true), url: z.url(), token: z.string().nullable() })

/** The headless host at its most talkative, with everything it ever prints. */
export interface WatchedHost {
  readonly process: ChildProcess
  readonly origin: string
  readonly setupToken: string | null
  /** What stood on stdout after the line that says it is ready, and on stderr. */
  printed(): string
  killNow(): Promise<void>
  stop(): Promise<void>
}

/**
 * @param vault its arguments that say where secrets are kept
 * @param env added to the environment of this process
 * @throws Error with what it printed when it ends before it is ready
 */
export async function startWatchedHost(
  data: string,
  vault: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<WatchedHost> {
  const args = [
    'src-main/headless/main.ts',
    '--data',
    data,
    '--port',
    '0',
    '--no-open',
    ...vault,
    '--log-level',
    'debug',
  ]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
  const [out, err]: [string[], string[]] = [[], []]
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => out.push(chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => err.push(chunk))
  const closed = once(child, 'close')
  while (!out.join('').includes('\n')) {
    const ended = await Promise.race([once(child.stdout, 'data').then(() => false), closed.then(() => true)])
    if (ended) throw new Error(`the host ended before it was ready: ${err.join('')}`)
  }
  const [line = ''] = out.join('').split('\n')
  const ready = readySchema.parse(JSON.parse(line))
  async function end(signal: NodeJS.Signals): Promise<void> {
    child.kill(signal)
    await closed
  }
  return {
    process: child,
    origin: new URL(ready.url).origin,
    setupToken: ready.token,
    printed: () => out.join('').slice(line.length) + err.join(''),
    killNow: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  }
}
