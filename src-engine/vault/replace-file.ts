import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { EngineError } from '../kernel/errors.ts'

/**
 * Replaces a file (0600) as a whole: whoever reads it, also after a crash or a power cut, finds the old text or the new
 * one, never a part. Durable when it resolves. A leftover of an interrupted call is overwritten by the next.
 * @throws EngineError `storage_full`
 */
export async function replaceFile(file: string, text: string): Promise<void> {
  const next = `${file}.next`
  try {
    const handle = await open(next, 'w', 0o600)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(next, file)
    await syncDirectory(dirname(file))
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOSPC' || cause.code === 'EDQUOT')) {
      throw new EngineError(
        'storage_full',
        'The disk is full: the secret was not stored. Free some space and repeat it.',
        { cause },
      )
    }
    throw cause
  }
}

/** A rename survives a power cut only once its directory is on the disk. Windows has no such call and no such need. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
