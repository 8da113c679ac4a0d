import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { log } from '../log.ts'
import { cannotWrite, syncDirectory, writeFileDurably } from '../durable/index.ts'
import type { SpoolEntry, SpoolItem } from './entry.ts'
import { listSegments, readSegment, segmentFile } from './segments.ts'

const SEGMENT_BYTES = 1024 * 1024
/** Entries kept in memory besides the disk; beyond it delivery reads the segments. */
const RECENT = 1000
const cursorSchema = z.object({ delivered: z.int().min(0) })

export interface Spool {
  /** Resolves when the items are on disk (synced) and will be delivered, in this order. Throws `storage_full` or `internal` when they are not. */
  append(items: readonly SpoolItem[]): Promise<void>
  /** Oldest undelivered entries, at most one segment's worth. */
  peek(): SpoolEntry[]
  /** Forgets everything up to and including `seq`. */
  delivered(seq: number): void
  /** Puts an entry aside that the control center will never take; it is kept in `rejected.jsonl`. */
  reject(entry: SpoolEntry, reason: string): void
  waiting(): number
  rejected(): number
  /** Resolves at the next append. */
  appended(): Promise<void>
  close(): Promise<void>
}

/** Opens the spool in `directory`: append-only JSONL segments plus a cursor of what was delivered. */
export function openSpool(directory: string): Spool {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const cursorFile = path.join(directory, 'cursor.json')
  const rejectedFile = path.join(directory, 'rejected.jsonl')
  let done = existsSync(cursorFile) ? cursorSchema.parse(JSON.parse(readFileSync(cursorFile, 'utf8'))).delivered : 0
  let last = done
  for (const segment of listSegments(directory)) {
    const { entries, corrupt } = readSegment(segment.file)
    if (corrupt > 0)
      log('warn', 'spool lines were unreadable and are skipped', { file: path.basename(segment.file), lines: corrupt })
    // A torn segment may be empty; its name still must not be used twice.
    last = Math.max(last, entries.at(-1)?.seq ?? 0, segment.first - 1)
  }
  let rejectedCount = existsSync(rejectedFile) ? readFileSync(rejectedFile, 'utf8').split('\n').length - 1 : 0
  let active: { handle: FileHandle; first: number; bytes: number } | undefined
  let recent: SpoolEntry[] = []
  let chain: Promise<void> = Promise.resolve()
  let wake = Promise.withResolvers<void>()

  async function write(items: readonly SpoolItem[]): Promise<void> {
    if (items.length === 0) return
    const entries = items.map((item, index): SpoolEntry => ({ seq: last + 1 + index, item }))
    const text = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')
    try {
      // A new process never appends to an old segment: its tail may be torn.
      if (active === undefined) {
        const first = last + 1
        active = { handle: await open(segmentFile(directory, first), 'w', 0o600), first, bytes: 0 }
        syncDirectory(directory)
      }
      await active.handle.writeFile(text)
      await active.handle.datasync()
      active.bytes += Buffer.byteLength(text)
      if (recent.length > 0 || last === done) recent.push(...entries)
      if (recent.length > RECENT) recent = []
      last += entries.length
      if (active.bytes >= SEGMENT_BYTES) await closeActive()
    } catch (cause) {
      await abandonActive()
      throw cannotWrite(directory, cause)
    }
    wake.resolve()
    wake = Promise.withResolvers<void>()
  }

  async function closeActive(): Promise<void> {
    const closing = active
    active = undefined
    await closing?.handle.close()
  }

  // After a failed write the segment's tail is unknown: cut it back to what was acknowledged, then leave it.
  async function abandonActive(): Promise<void> {
    const broken = active
    active = undefined
    if (broken === undefined) return
    try {
      await broken.handle.truncate(broken.bytes)
      if (broken.bytes === 0) rmSync(segmentFile(directory, broken.first), { force: true })
    } finally {
      await broken.handle.close()
    }
  }

  return {
    append(items) {
      const result = chain.then(() => write(items))
      chain = result.catch(() => undefined) // The caller hears of it; the next append starts fresh.
      return result
    },
    peek() {
      recent = recent.filter((entry) => entry.seq > done)
      if (recent.length > 0) return recent
      for (const segment of listSegments(directory)) {
        const entries = readSegment(segment.file).entries.filter((entry) => entry.seq > done && entry.seq <= last)
        if (entries.length > 0) return entries
        if (segment.first !== active?.first) rmSync(segment.file, { force: true })
      }
      return []
    },
    delivered(seq) {
      done = Math.max(done, seq)
      writeFileDurably(cursorFile, JSON.stringify({ delivered: done }))
    },
    reject(entry, reason) {
      appendFileSync(rejectedFile, `${JSON.stringify({ at: new Date().toISOString(), reason, ...entry })}\n`, {
        mode: 0o600,
      })
      rejectedCount += 1
    },
    waiting: () => last - done,
    rejected: () => rejectedCount,
    appended: () => wake.promise,
    async close() {
      await chain
      await closeActive()
    },
  }
}
