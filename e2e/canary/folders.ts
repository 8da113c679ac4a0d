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

/** A folder in use changes under the search. */
const MOST_TRIES = 10

/**
 * Every file of a folder, whatever its format, its name included. Sockets and pipes hold nothing. What was renamed
 * meanwhile may have been missed, so the search begins again until nothing was.
 * @throws Error when the folder never holds still for as long as a search takes
 */
export async function searchFolder(folder: string, scanner: Scanner): Promise<Found[]> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    try {
      return await searchOnce(folder, scanner)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    }
  }
  throw new Error(`the files of ${folder} changed during each of ${MOST_TRIES} searches`)
}

async function searchOnce(folder: string, scanner: Scanner): Promise<Found[]> {
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
