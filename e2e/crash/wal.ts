import { closeSync, openSync, readSync } from 'node:fs'

// https://www.sqlite.org/walformat.html. The WAL is big-endian, the WAL-index (-shm) in the byte order of the machine.
export const WAL_HEADER_BYTES = 32
export const FRAME_HEADER_BYTES = 24
const INDEX_BYTES = 136
/** The last bit says whose byte order the checksums are in. */
const MAGIC = 0x377f0682

/** A place in a WAL: the generation by its salts, and how many frames of it. */
export interface WalMark {
  readonly salts: string
  readonly frames: number
}

/** The WAL as its file says. */
export interface WalHeader {
  readonly salts: string
  readonly pageBytes: number
}

/** Null when nothing has been written to it: it is not there, empty, or holds the zeros it was reserved with. */
export function readWalHeader(file: string): WalHeader | null {
  const bytes = readStart(file, WAL_HEADER_BYTES)
  if (!bytes || (bytes.readUInt32BE(0) & ~1) >>> 0 !== MAGIC) return null
  return { salts: bytes.toString('hex', 16, 24), pageBytes: bytes.readUInt32BE(8) }
}

/** What the WAL-index says: the committed frames, and how many of them a checkpoint has synced and begun to copy. */
export interface WalIndex extends WalMark {
  readonly backfillAttempted: number
}

export function parseWalIndex(bytes: Buffer): WalIndex {
  return {
    salts: bytes.toString('hex', 32, 40),
    frames: bytes.readUInt32LE(16),
    backfillAttempted: bytes.readUInt32LE(128),
  }
}

export function readWalIndex(file: string): WalIndex | null {
  const bytes = readStart(file, INDEX_BYTES)
  return bytes && parseWalIndex(bytes)
}

/**
 * Looks at the WAL-index of a database that this process has open. The file is opened once and never closed: closing
 * any descriptor of it would drop the locks that SQLite holds on it (POSIX).
 */
export function watchWalIndex(file: string): () => WalMark {
  const descriptor = openSync(file, 'r')
  const bytes = Buffer.alloc(INDEX_BYTES)
  return () => {
    readSync(descriptor, bytes, 0, INDEX_BYTES, 0)
    const { salts, frames } = parseWalIndex(bytes)
    return { salts, frames }
  }
}

function readStart(file: string, length: number): Buffer | null {
  let descriptor
  try {
    descriptor = openSync(file, 'r')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  try {
    const bytes = Buffer.alloc(length)
    return readSync(descriptor, bytes, 0, length, 0) === length ? bytes : null
  } finally {
    closeSync(descriptor)
  }
}
