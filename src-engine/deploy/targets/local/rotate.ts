import { copyFile, rename, stat, truncate } from 'node:fs/promises'
import { orMissing } from './files.ts'

/** Files a log has, the current one with them. */
export const KEPT_FILES = 5
const MOST_BYTES = 2 * 1024 * 1024

/**
 * Rotates a log that has grown too large. Its writer keeps the file open for appending and knows nothing of us, so the
 * content is copied and the file emptied; a line written in between, within less than a millisecond, may be lost.
 */
export async function rotate(log: string, most = MOST_BYTES): Promise<boolean> {
  const size = (await orMissing(stat(log), null))?.size ?? 0
  if (size <= most) return false
  for (let number = KEPT_FILES - 2; number >= 1; number -= 1)
    await orMissing(rename(`${log}.${number}`, `${log}.${number + 1}`), undefined)
  await copyFile(log, `${log}.1`)
  await truncate(log, 0)
  return true
}
