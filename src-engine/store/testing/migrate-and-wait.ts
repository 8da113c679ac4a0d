import { writeSync } from 'node:fs'
import Database from 'better-sqlite3'
import { migrate } from '../migrate.ts'

// Migrates the file it is given, says so in the middle of the transaction and stays there until it is killed.
const [file = ''] = process.argv.slice(2)
const database = new Database(file)
database.function('wait', () => {
  writeSync(1, 'in the middle\n')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  return null
})
const steps = [
  { version: 1, name: 'first', sql: [] },
  { version: 2, name: 'second', sql: ['ALTER TABLE notes ADD COLUMN tag TEXT', `UPDATE notes SET tag = wait()`] },
]
await migrate(database, file, steps, 1)
