import { workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { z } from 'zod'

const database = new Database(z.string().parse(workerData), { fileMustExist: true })
// Checkpoints sync the WAL and the file only from NORMAL upwards.
database.pragma('synchronous = NORMAL')
database.pragma('wal_checkpoint(PASSIVE)')
database.close()
