import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { loopbackOrigin } from './loopback.ts'
import { ShellError } from './port.ts'

/** What the headless host prints on stdout, one line, once it answers. */
const readySchema = z.object({ ready: z.literal(true), url: z.string(), token: z.string().nullable() })

export interface SpawnHost {
  /** A Node >= 24. */
  readonly node: string
  /** The headless host's file. */
  readonly entry: string
  readonly args: readonly string[]
  /** How long it may take to answer, in milliseconds. */
  readonly timeoutMs: number
  /** How long it may take to end before it is killed, in milliseconds. */
  readonly graceMs: number
}

export interface SpawnedHost {
  readonly url: string
  readonly token: string | null
  /** Resolves with a sentence when it ended by itself. */
  readonly ended: Promise<string>
  stop(): Promise<void>
}

/** Variables that would make the child another program than the one we start. */
const NOT_INHERITED = ['ELECTRON_RUN_AS_NODE', 'NODE_OPTIONS', 'NODE_PATH']
const TAIL = 2_000

/**
 * Starts the headless host under plain Node and waits for its readiness line.
 * @throws ShellError with what it said last when it ends before, or is not ready in time
 */
export async function spawnHost({ node, entry, args, timeoutMs, graceMs }: SpawnHost): Promise<SpawnedHost> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_INHERITED.includes(name)))
  const child = spawn(node, [entry, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env })
  let stopping = false
  let tail = ''
  child.stderr.on('data', (chunk: Buffer) => {
    tail = (tail + chunk.toString()).slice(-TAIL)
  })
  const gone = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`${node} could not be started: ${error.message}`))
    child.once('close', (code, signal) =>
      resolve(`the engine ended (${signal ?? `exit ${code ?? 1}`}): ${lastWords(tail)}`),
    )
  })
  const stop = async () => {
    stopping = true
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), graceMs)
    await gone
    clearTimeout(timer)
  }
  const lines = createInterface({ input: child.stdout })
  const ready = new Promise<{ url: string; token: string | null }>((resolve) => {
    lines.on('line', (line) => {
      const parsed = readySchema.safeParse(parseJson(line))
      if (parsed.success) resolve(parsed.data)
    })
  })
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(
      () => resolve(`the engine was not ready after ${timeoutMs / 1_000} s: ${lastWords(tail)}`),
      timeoutMs,
    )
  })
  try {
    const first = await Promise.race([ready, gone, late])
    if (typeof first === 'string') throw new ShellError(`The engine could not be started: ${first}`)
    const url = loopbackOrigin(first.url)
    return {
      url,
      token: first.token,
      ended: gone.then((why) => (stopping ? new Promise<string>(() => undefined) : why)),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  } finally {
    clearTimeout(timer)
  }
}

function lastWords(tail: string): string {
  return tail.trim().split('\n').at(-1) ?? 'it said nothing.'
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
