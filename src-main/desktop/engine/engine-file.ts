import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { loopbackOrigin } from './loopback.ts'
import { ShellError } from './port.ts'

const schema = z.object({
  url: z.string().max(200),
  token: z.string().min(1).max(512).nullable(),
  pid: z.int().min(1),
})

export interface RunningEngine {
  /** Loopback origin. */
  readonly url: string
  readonly token: string | null
  readonly pid: number
}

interface EngineFileDeps {
  /** Whether a process with this id is there. */
  isAlive(pid: number): boolean
  /** Own user, null on Windows. */
  readonly uid: number | null
}

/**
 * The engine that holds a data directory, by its `engine.json`; null when none runs. The file decides whom the window
 * believes, so it must be ours and closed to others.
 * @throws ShellError when somebody else could have written it, or it names an address elsewhere
 */
export function findRunningEngine(data: string, { isAlive, uid }: EngineFileDeps): RunningEngine | null {
  const file = join(data, 'engine.json')
  const text = readIfThere(file)
  if (text === null) return null
  if (uid !== null) {
    const { mode, uid: owner } = statSync(file)
    if (owner !== uid || (mode & 0o077) !== 0)
      throw new ShellError(
        `${file} belongs to or is open to other users of this machine, so it is not trusted. Remove it and start again.`,
      )
  }
  const parsed = schema.safeParse(parseJson(text))
  // Half written by an engine that is just starting, or of an engine long gone: not running yet, or no more.
  if (!parsed.success || !isAlive(parsed.data.pid)) return null
  return { url: loopbackOrigin(parsed.data.url), token: parsed.data.token, pid: parsed.data.pid }
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/** @see EngineFileDeps */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
