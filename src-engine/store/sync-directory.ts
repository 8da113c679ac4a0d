import { open } from 'node:fs/promises'

/** A new name survives a power cut only once its directory is on the disk too. Windows has no such call and no such need. */
export async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
