import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { isoTime } from '../../kernel/clock.ts'
import { EngineError } from '../../kernel/errors.ts'
import type { Clock } from '../../kernel/ports.ts'
import { syncDirectory } from '../sync-directory.ts'
import { type Job, type Manifest, manifestSchema } from './manifest.ts'

/** A backup that is complete and on the disk. */
export interface Backup extends Pick<Manifest, 'at' | 'files'> {
  /** Absolute path of the folder that holds the files and their `manifest.json`. */
  readonly folder: string
}

export interface Backups {
  /** @throws EngineError as {@link Store.backup} */
  make(signal?: AbortSignal): Promise<Backup>
  /** Ends one that is being made. */
  close(): Promise<void>
}

export interface BackupsOptions {
  /** Data directory. */
  readonly directory: string
  readonly clock: Clock
  /** Runs a long read without anybody waiting for its end. */
  readonly duringLongRead: <Result>(work: () => Promise<Result>) => Promise<Result>
}

const PARTIAL = '.partial'
/**
 * The order says what a backup taken under load shows: streams may hold what documents do not know yet, as after a
 * crash; money spent is never missing for a run that is there.
 */
const FILES = ['control.db', 'streams.db'] as const

/** Backups of a data directory, in its folder `backups`; removes what one that was interrupted left behind. */
export async function openBackups({ directory, clock, duringLongRead }: BackupsOptions): Promise<Backups> {
  const home = join(directory, 'backups')
  const closing = new AbortController()
  let running: Promise<Backup> | null = null
  await removeLeftovers(home)

  async function make(signal: AbortSignal): Promise<Backup> {
    const at = isoTime(clock.now())
    // Windows allows no colons in names.
    const folder = join(home, at.replaceAll(':', '-'))
    const partial = `${folder}${PARTIAL}`
    try {
      await mkdir(home, { recursive: true, mode: 0o700 })
      await removeLeftovers(home)
      await mkdir(partial, { mode: 0o700 })
      const job: Job = { folder: partial, at, files: FILES.map((name) => ({ name, from: join(directory, name) })) }
      const manifest = await duringLongRead(() => inWorker(job, signal))
      await syncDirectory(partial)
      await rename(partial, folder)
      await syncDirectory(home)
      return { folder, at, files: manifest.files }
    } catch (error) {
      await rm(partial, { recursive: true, force: true })
      throw backupError(error)
    }
  }
  return {
    async make(signal) {
      if (running) throw new EngineError('conflict', 'A backup is being made already. Wait until it is done.')
      running = make(signal ? AbortSignal.any([signal, closing.signal]) : closing.signal)
      try {
        return await running
      } finally {
        running = null
      }
    },
    async close() {
      closing.abort()
      await running?.catch(() => undefined) // told to whoever asked for it
    },
  }
}

/** @throws EngineError `timeout` when the signal ended it, what the worker threw. */
function inWorker(job: Job, signal: AbortSignal): Promise<Manifest> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(cancelled())
    const worker = new Worker(new URL('./backup-worker.ts', import.meta.url), { workerData: job })
    const end = (): void => void worker.terminate()
    signal.addEventListener('abort', end)
    let manifest: Manifest | null = null
    worker.once('message', (message) => {
      manifest = manifestSchema.parse(message)
    })
    worker.once('error', reject)
    // Only now are its connections closed, whichever way it ended.
    worker.once('exit', () => {
      signal.removeEventListener('abort', end)
      if (manifest !== null && !signal.aborted) resolve(manifest)
      else reject(cancelled())
    })
  })
}

async function removeLeftovers(home: string): Promise<void> {
  const names = await readdir(home).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  })
  for (const name of names) if (name.endsWith(PARTIAL)) await rm(join(home, name), { recursive: true, force: true })
}

function cancelled(): EngineError {
  return new EngineError('timeout', 'The backup was cancelled before it was complete; nothing of it was kept.')
}

/** An error of SQLite or the file system, also one that came out of the worker, which keeps its code alone. */
function backupError(cause: unknown): EngineError {
  if (cause instanceof EngineError) return cause
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
  if (/^(SQLITE_FULL|SQLITE_IOERR.*|ENOSPC|EDQUOT|EFBIG)$/.test(code)) {
    return new EngineError(
      'storage_full',
      'There is not enough room on the disk for a backup; nothing of it was kept. Free some space and repeat it.',
      { cause },
    )
  }
  if (/^(EACCES|EPERM|EROFS|SQLITE_READONLY.*)$/.test(code)) {
    return new EngineError('read_only', 'The folder backups in the data directory cannot be written.', { cause })
  }
  return new EngineError('internal', 'The backup failed; nothing of it was kept.', { cause })
}
