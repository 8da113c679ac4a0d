import { createHash } from 'node:crypto'
import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { type CopiedFile, type Job, type Manifest, jobSchema } from './manifest.ts'

// A thread of its own: copying, hashing and waiting for the disk take as long as they take, and nobody waits for them.
const { folder, at, files }: Job = jobSchema.parse(workerData)
const manifest: Manifest = { format: 1, at, files: files.map(({ name, from }) => copy(name, from)) }
const file = openSync(join(folder, 'manifest.json'), 'wx', 0o600)
writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`)
fsyncSync(file)
closeSync(file)
parentPort?.postMessage(manifest)

/** A copy without gaps of what was committed when it began, on a connection of its own; writers go on meanwhile. */
function copy(name: string, from: string): CopiedFile {
  const to = join(folder, name)
  // SQLite fills an empty file, and an empty file can be closed to others before anything is in it.
  closeSync(openSync(to, 'wx', 0o600))
  const database = new Database(from, { fileMustExist: true })
  try {
    database.prepare('VACUUM INTO ?').run(to)
    const format = Number(database.pragma('user_version', { simple: true }))
    return { name, ...durable(to), format }
  } finally {
    database.close()
  }
}

/** Waits until the file is on the disk, and reads it back from there for its hash. */
function durable(path: string): Pick<CopiedFile, 'bytes' | 'sha256'> {
  const handle = openSync(path, 'r+')
  try {
    fsyncSync(handle)
    const hash = createHash('sha256')
    const chunk = Buffer.allocUnsafe(1024 * 1024)
    for (let read = readSync(handle, chunk); read > 0; read = readSync(handle, chunk))
      hash.update(chunk.subarray(0, read))
    return { bytes: fstatSync(handle).size, sha256: hash.digest('hex') }
  } finally {
    closeSync(handle)
  }
}
