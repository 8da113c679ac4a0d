import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { CliError } from './cli-error.ts'

const sessionSchema = z.object({ email: z.string(), accessToken: z.string(), refreshToken: z.string() })
export type Session = z.output<typeof sessionSchema>

const fileSchema = z.object({ format: z.literal(1), sessions: z.record(z.string(), sessionSchema) })
type Contents = z.output<typeof fileSchema>

/** A refresh takes a moment; a lock older than this is one whose holder was killed. */
const STALE_MS = 30_000

/** Who is signed in where, in `sessions.json` (0600) of the person's own settings. */
export interface SessionFile {
  get(place: string): Promise<Session | null>
  /** Changes one session while no other agentctl does; null takes it out. */
  change(place: string, next: (current: Session | null) => Promise<Session | null>): Promise<Session | null>
}

export function openSessionFile(folder: string): SessionFile {
  const file = join(folder, 'sessions.json')

  async function read(): Promise<Contents> {
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
      throw error
    })
    if (text === null) return { format: 1, sessions: {} }
    if (process.platform !== 'win32' && ((await stat(file)).mode & 0o077) !== 0) {
      throw new CliError(
        'forbidden',
        `${file} is open to others, who may have read the tokens in it. Remove it and sign in again: agentctl login`,
      )
    }
    const parsed = fileSchema.safeParse(JSON.parse(text))
    if (parsed.success) return parsed.data
    throw new CliError(
      'internal',
      `${file} is not one this version understands. Remove it and sign in again: agentctl login`,
    )
  }
  async function write(contents: Contents): Promise<void> {
    const next = `${file}.next`
    const handle = await open(next, 'w', 0o600)
    try {
      await handle.writeFile(JSON.stringify(contents))
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(next, file)
  }
  return {
    get: async (place) => (await read()).sessions[place] ?? null,
    async change(place, next) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      return whileLocked(`${file}.lock`, async () => {
        const { sessions } = await read()
        const session = await next(sessions[place] ?? null)
        const { [place]: _before, ...others } = sessions
        await write({ format: 1, sessions: session ? { ...others, [place]: session } : others })
        return session
      })
    },
  }
}

async function whileLocked<Result>(lock: string, work: () => Promise<Result>): Promise<Result> {
  for (;;) {
    const handle = await open(lock, 'wx', 0o600).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return null
      throw error
    })
    if (handle) {
      await handle.close()
      break
    }
    const held = await stat(lock).catch(() => null) // released meanwhile
    if (held && Date.now() - held.mtimeMs > STALE_MS) await rm(lock, { force: true })
    else await sleep(50)
  }
  try {
    return await work()
  } finally {
    await rm(lock, { force: true })
  }
}
