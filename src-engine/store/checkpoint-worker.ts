import { workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { z } from 'zod'

const { file, restart } = z.object({ file: z.string(), restart: z.boolean() }).parse(workerData)
const stateSchema = z.tuple([z.object({ log: z.int(), checkpointed: z.int() })])
/** Copying this many frames takes a few milliseconds. */
const FEW_FRAMES = 256
const ATTEMPTS = 8

const database = new Database(file, { fileMustExist: true })
// Checkpoints sync the WAL and the file only from NORMAL upwards.
database.pragma('synchronous = NORMAL')
let copied = pass()
if (restart) {
  // Each pass copies what was committed during the one before, so that little is left for the one that holds up writers.
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const before = copied
    copied = pass()
    if (copied - before < FEW_FRAMES) break
  }
  database.pragma('wal_checkpoint(TRUNCATE)')
}
database.close()

/** Copies what is committed, waiting for nobody; answers how many frames of the WAL are in the file now. */
function pass(): number {
  const [{ checkpointed }] = stateSchema.parse(database.pragma('wal_checkpoint(PASSIVE)'))
  return checkpointed
}
