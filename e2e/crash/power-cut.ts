import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { FRAME_HEADER_BYTES, readWalHeader, readWalIndex, WAL_HEADER_BYTES, type WalMark } from './wal.ts'

const SECTOR_BYTES = 512

/**
 * How much the disk had written of what was not synced: nothing, its beginning, or sectors here and there.
 */
export type Remainder = 'none' | 'beginning' | 'torn'

export interface Cut {
  readonly lostBytes: number
  /** The WAL had been started over since its last sync. */
  readonly restarted: boolean
}

/**
 * Makes the files of a killed process look as after a power cut: what was written to a WAL after its last successful
 * sync began is taken away again (the page cache had kept it).
 *
 * What is on the disk for certain is the first `frames` frames of the generation (salts) that the last sync covered, and
 * the frames that a checkpoint has begun to copy, because SQLite syncs the WAL before it copies (`backfillAttempted`).
 *
 * - The WAL still has that generation: it is cut after those frames. Frames of an older generation may stand behind
 *   them in the file; they do not count, for their salts differ.
 * - The process was killed between announcing a new generation in the WAL-index and writing its header: everything in
 *   the file was copied and synced before, so nothing is cut.
 * - The WAL has another generation: it was started over after that sync, which SQLite does only once a checkpoint has
 *   copied everything and synced the database file. Nothing of the new generation was synced but its header, so it is
 *   cut to the header.
 *
 * A disk may have written some of what lies behind that point all the same. `beginning` cuts at a random byte of it
 * instead, which is what shows a transaction in two parts; `torn` keeps or zeroes each sector by chance.
 *
 * Not simulated: the loss of pages that an unfinished checkpoint wrote to the database file (their frames are still in
 * the WAL, which stands in for them), and the loss of directory entries.
 */
export function cutPower(directory: string, file: string, synced: WalMark | undefined, remainder: Remainder): Cut {
  const path = join(directory, `${file}-wal`)
  const header = readWalHeader(path)
  if (!header) return { lostBytes: 0, restarted: false }
  const index = readWalIndex(join(directory, `${file}-shm`))
  if (index?.salts !== header.salts) return { lostBytes: 0, restarted: true }
  const restarted = synced?.salts !== header.salts
  const frames = Math.max(restarted ? 0 : synced.frames, index.backfillAttempted)
  const keep = WAL_HEADER_BYTES + frames * (FRAME_HEADER_BYTES + header.pageBytes)
  // What SQLite has written of this generation; behind it stand frames of older ones.
  const written = WAL_HEADER_BYTES + index.frames * (FRAME_HEADER_BYTES + header.pageBytes)

  const descriptor = openSync(path, 'r+')
  try {
    const { size } = fstatSync(descriptor)
    if (size <= keep) return { lostBytes: 0, restarted }
    const behind = Math.max(0, Math.min(size, written) - keep)
    if (remainder === 'torn') tear(descriptor, keep, size)
    else ftruncateSync(descriptor, keep + (remainder === 'none' ? 0 : Math.floor(Math.random() * behind)))
    return { lostBytes: behind, restarted }
  } finally {
    closeSync(descriptor)
  }
}

function tear(descriptor: number, from: number, to: number): void {
  const zeros = Buffer.alloc(SECTOR_BYTES)
  for (let at = from; at < to;) {
    const end = Math.min(to, (Math.floor(at / SECTOR_BYTES) + 1) * SECTOR_BYTES)
    if (Math.random() < 0.5) writeSync(descriptor, zeros, 0, end - at, at)
    at = end
  }
}
