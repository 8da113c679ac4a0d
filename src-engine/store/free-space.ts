import { access, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { EngineError } from '../kernel/errors.ts'
import type { Clock } from '../kernel/ports.ts'

/** Room for both logs up to their checkpoint, what that checkpoint moves into the files, and as much again. */
const FLOOR_MIB = 64
/** What was measured holds for this long (milliseconds): readiness is asked for by anybody, as often as they like. */
const FRESH_MS = 5_000

/** The part of what `statfs` tells that is used here. */
export interface FileSystemSize {
  /** Bytes in a block. */
  readonly bsize: number
  readonly blocks: number
  /** Blocks that are free for those who are not root. */
  readonly bavail: number
}

/** Whether the data directory is there, and how much room its file system has left. */
export interface FreeSpace {
  /** Why the next writes may find no room, for anybody to read, so without a path; null while they will. At most one measurement in some seconds. */
  shortage(): Promise<EngineError | null>
}

/**
 * @param files what the directory has to hold: SQLite goes on with files whose names are gone, and all of it is lost at the end
 * @param measure how large the file system of a directory is and how much of it is free
 */
export function watchFreeSpace(
  directory: string,
  files: readonly string[],
  clock: Clock,
  measure: (directory: string) => Promise<FileSystemSize> = statfs,
): FreeSpace {
  let last: { readonly found: Promise<EngineError | null>; readonly at: number } | null = null

  async function look(): Promise<EngineError | null> {
    let size: FileSystemSize
    try {
      for (const file of files) await access(join(directory, file))
      size = await measure(directory)
    } catch (cause) {
      const why = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : ''
      return new EngineError(
        'dependency_unavailable',
        `The data directory does not answer${why}. See that it is still there and its disk mounted.`,
        { cause },
      )
    }
    // Some network and FUSE file systems do not know their size: then all are zero, and nothing follows from it.
    const free = Math.floor((size.bavail * size.bsize) / 1024 / 1024)
    if (size.blocks === 0 || free >= FLOOR_MIB) return null
    return new EngineError(
      'storage_full',
      `The disk that the data lies on is almost full: ${free} MiB are left. Free some space until there are ${FLOOR_MIB} MiB, before something can no longer be saved.`,
    )
  }
  return {
    shortage() {
      const now = clock.monotonic()
      if (last === null || now - last.at >= FRESH_MS) last = { found: look(), at: now }
      return last.found
    },
  }
}
