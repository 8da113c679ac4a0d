import { on } from 'node:events'
import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { z } from 'zod'
import { type threadMessage, threadOrder } from './checkpoint-thread.ts'

const port = parentPort
if (!port) throw new Error('this file runs in a worker thread')
const { file } = z.object({ file: z.string() }).parse(workerData)
const stateSchema = z.tuple([z.object({ log: z.int(), checkpointed: z.int() })])
/** Copying this many frames takes a few milliseconds. */
const FEW_FRAMES = 256
const ATTEMPTS = 8

const database = new Database(file, { fileMustExist: true })
// Checkpoints sync the WAL and the file only from NORMAL upwards.
database.pragma('synchronous = NORMAL')

for await (const [message] of on(port, 'message')) {
  const order = threadOrder.parse(message)
  if (order === 'end') break
  if (order === 'begin') {
    copyMost()
    say('nearly')
  } else {
    pass()
    say('done')
  }
}
database.close()
port.close()

/** Each pass copies what was committed during the one before, so that little is left for the one that holds writers back. */
function copyMost(): void {
  let copied = 0
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const before = copied
    const state = pass()
    copied = state.checkpointed
    if (copied - before < FEW_FRAMES) break
  }
}

/** Copies what is committed, waiting for nobody. */
function pass(): z.output<typeof stateSchema>[0] {
  const [state] = stateSchema.parse(database.pragma('wal_checkpoint(PASSIVE)'))
  return state
}

function say(message: z.output<typeof threadMessage>): void {
  port?.postMessage(message)
}
