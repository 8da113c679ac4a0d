import { chmod, writeFile } from 'node:fs/promises'

/** What SQLite keeps beside a database while it is open; it gives them the database's own mode when it makes them. */
const BESIDE = ['-wal', '-shm'] as const

/**
 * Makes a database file that only its owner can read (0600), or takes everybody else's access to it and to what stands
 * beside it away: the directory may be one that others look into. Call it before SQLite opens the file.
 */
export async function ownFile(file: string): Promise<void> {
  // A file that is there is not opened: closing it would drop the locks that this process holds on it (POSIX).
  await writeFile(file, '', { flag: 'wx', mode: 0o600 }).catch(unless('EEXIST'))
  // Windows has no such modes; there an app's own directory is closed to others.
  if (process.platform === 'win32') return
  await chmod(file, 0o600)
  for (const suffix of BESIDE) await chmod(`${file}${suffix}`, 0o600).catch(unless('ENOENT'))
}

function unless(code: string): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof Error && 'code' in error && error.code === code)) throw error
  }
}
