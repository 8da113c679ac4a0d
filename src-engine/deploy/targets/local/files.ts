import { chmod, mkdir, open, readFile, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { EngineError } from '../../../kernel/errors.ts'

/** Replaces a file (0600) so that a crash at any instant leaves the old or the new one. */
export async function replaceFile(file: string, content: string): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`
  const handle = await open(temporary, 'w', 0o600)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(temporary, file)
  await syncFolder(dirname(file))
}

/** Makes names in a folder survive a power cut. Windows cannot open folders; NTFS journals them. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** The parsed content of a JSON file; null when it is not there. One that cannot be read as such counts as not there. */
export async function readJson<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): Promise<z.output<Schema> | null> {
  const text = await orMissing(readFile(file, 'utf8'), null)
  if (text === null) return null
  try {
    return schema.parse(JSON.parse(text))
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null
    throw error
  }
}

export async function privateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chmod(folder, 0o700)
}

export async function namesIn(folder: string): Promise<string[]> {
  return orMissing(readdir(folder), [])
}

export async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true })
}

/** The answer of a file operation, or `otherwise` when there is no such file. */
export async function orMissing<Found, Missing>(found: Promise<Found>, otherwise: Missing): Promise<Found | Missing> {
  try {
    return await found
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return otherwise
    throw error
  }
}

export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}

/** A failure of this machine in words that say what to do. Errors that say it already pass through. */
export function explain(error: unknown, doing: string, data: string): Error {
  if (error instanceof EngineError) return error
  if (error instanceof Error && error.name === 'AbortError') return error
  const code = codeOf(error)
  const cause = { cause: error }
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new EngineError(
      'storage_full',
      `The disk is full, so ${doing} failed. Free some space where the app keeps its data, then try again.`,
      cause,
    )
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new EngineError(
      'target_failed',
      `The app may not write its own data folder, so ${doing} failed. Make ${join(data, 'agents')} writable for the user who runs the app.`,
      cause,
    )
  if (code === 'EMFILE' || code === 'ENFILE' || code === 'EAGAIN' || code === 'ENOMEM')
    return new EngineError(
      'target_failed',
      `This machine is out of processes, memory or open files, so ${doing} failed. Close something, then try again.`,
      cause,
    )
  if (code !== null) return new EngineError('target_failed', `This machine refused while ${doing} (${code}).`, cause)
  return error instanceof Error ? error : new Error(String(error))
}
