import { access, constants, mkdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { EngineError } from '../kernel/errors.ts'
import { ownFile } from './own-file.ts'

const NO_ROOM: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT'])

/**
 * Makes the data directory (0700) when it is not there, and in it the database files that only their owner can read.
 * @throws EngineError `read_only` when it cannot be made or written, `storage_full`; both say what to do.
 */
export async function prepareDataDirectory(directory: string, files: readonly string[]): Promise<void> {
  try {
    await makeFolder(directory)
  } catch (cause) {
    throw refusal(
      cause,
      (why) =>
        `The data directory ${directory} cannot be made${why}. Choose another, or see that its parent is a folder you may write to.`,
    )
  }
  try {
    await access(directory, constants.W_OK)
    for (const file of files) await ownFile(join(directory, file))
  } catch (cause) {
    throw refusal(
      cause,
      (why) =>
        `The data directory ${directory} cannot be written${why}. Choose another, or see that it and the files in it are yours and its disk is not read-only.`,
    )
  }
}

/**
 * A folder and its parents. Not Node's own `recursive`: that one tries for ever where a folder cannot be made below a
 * parent that is there and the file system says ENOENT, as /proc does.
 */
async function makeFolder(path: string): Promise<void> {
  if (await isFolder(path)) return
  const parent = dirname(path)
  if (parent !== path) await makeFolder(parent)
  await mkdir(path, { mode: 0o700 }).catch(async (error: unknown) => {
    // Somebody else may have made it in the meantime.
    if (!(await isFolder(path))) throw error
  })
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    (error: unknown) => {
      if (codeOf(error) === 'ENOENT') return false
      throw error
    },
  )
}

function refusal(cause: unknown, sentence: (why: string) => string): EngineError {
  const code = codeOf(cause)
  return NO_ROOM.has(code)
    ? new EngineError('storage_full', `${sentence(` (${code})`)} The disk is full: free some space first.`, { cause })
    : new EngineError('read_only', sentence(code === '' ? '' : ` (${code})`), { cause })
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
