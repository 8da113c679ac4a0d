import { lstat, readFile, readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { Scanner } from './scanner.ts'

/** A value in a file of a folder. */
export interface Found {
  /** Path below the folder. */
  readonly file: string
  readonly mode: number
  readonly names: readonly string[]
}

/** Every file of a folder, whatever its format, its name included. Sockets and pipes hold nothing. */
export async function searchFolder(folder: string, scanner: Scanner): Promise<Found[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const found: Found[] = []
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name)
    const { mode } = await lstat(path)
    const names = [...scanner.find(entry.name), ...(entry.isFile() ? scanner.find(await readFile(path)) : [])]
    if (names.length > 0) found.push({ file: relative(folder, path), mode: mode & 0o777, names })
  }
  return found
}
