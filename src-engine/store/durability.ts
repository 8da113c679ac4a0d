import { fdatasync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { promisify } from 'node:util'
import { EngineError } from '../kernel/errors.ts'

/** Cheaper than the handle's own, which every waiting write would pay for. */
const datasync = promisify(fdatasync)

/** Turns "committed" into "on the disk", off the main thread and for many at once. */
export interface GroupSync {
  /** Resolves once everything written to the file before this call is on the disk. */
  durable(): Promise<void>
  /** The sync that failed, null while none has: nothing may be committed after one, for it would never be durable. */
  failure(): EngineError | null
  close(): Promise<void>
}

interface Waiter {
  resolve(): void
  reject(error: Error): void
}

export interface GroupSyncOptions {
  /** Called when a sync begins; what it answers is called once that sync has succeeded. The power-cut test listens. */
  readonly onSync?: () => () => void
}

/**
 * Group commit over SQLite's write-ahead log. SQLite runs with `synchronous=NORMAL`, so a commit writes the WAL without
 * waiting for the disk; a caller that must not lose the commit awaits {@link GroupSync.durable}, which joins the next
 * `fdatasync` to begin. One sync is in flight at a time; whoever arrives meanwhile shares the one after it.
 *
 * After a failed sync the kernel may have dropped the dirty pages (PostgreSQL's "fsyncgate"), so the first failure is
 * final: this and all later calls reject with `storage_full`, writers ask {@link GroupSync.failure} before they begin, and
 * the app must be restarted.
 */
export async function openGroupSync(file: string, options: GroupSyncOptions = {}): Promise<GroupSync> {
  const handle: FileHandle = await open(file, 'r+')
  let waiting: Waiter[] = []
  let running: Promise<void> | null = null
  let broken: EngineError | null = null

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting
      waiting = []
      try {
        const succeeded = options.onSync?.()
        await datasync(handle.fd)
        succeeded?.()
        for (const waiter of group) waiter.resolve()
      } catch (cause) {
        broken = new EngineError(
          'storage_full',
          'The disk refused to store the last changes. Free some space or check the disk, then start the app again.',
          { cause },
        )
        for (const waiter of [...group, ...waiting]) waiter.reject(broken)
        waiting = []
      }
    }
    running = null
  }

  return {
    durable() {
      if (broken) return Promise.reject(broken)
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject })
        running ??= run()
      })
    },
    failure: () => broken,
    async close() {
      await running
      await handle.close()
    },
  }
}
