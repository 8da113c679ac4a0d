// The child of a round: opens the real store and writes until it is killed. Each line on stdout is written after what it
// says came true, in one blocking call, so whatever the parent reads had happened:
//   s FILE SALTS FRAMES   a sync of FILE's WAL has succeeded that began when it had FRAMES committed frames
//   a WRITER N            the document operation N of WRITER was acknowledged
//   b WRITER N            the bulk operation N of WRITER was acknowledged
import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '../../src-engine/kernel/clock.ts'
import { createEventBus } from '../../src-engine/kernel/events.ts'
import { createIds } from '../../src-engine/kernel/ids.ts'
import type { Logger } from '../../src-engine/kernel/ports.ts'
import { openStore } from '../../src-engine/store/index.ts'
import { assignmentSchema } from './assignment.ts'
import { perform, performBulk, prepare } from './perform.ts'
import { apply, modelUpTo, stepOf } from './plan.ts'
import { watchWalIndex, type WalMark } from './wal.ts'

/** Most operations that one writer has under way at once. */
const IN_FLIGHT = 3
const REST_EVERY_MS = 200
const REST_MS = 120

const assignment = assignmentSchema.parse(JSON.parse(process.argv[2] ?? ''))
const { directory, seed } = assignment
const report = (line: string): void => void writeSync(1, `${line}\n`)
const noise = (fields: object, message: string): void => void writeSync(2, `${message} ${JSON.stringify(fields)}\n`)
const logger: Logger = { debug() {}, info() {}, warn: noise, error: noise }

const watched = new Map<string, () => WalMark>()
function markOf(file: string): WalMark {
  let watch = watched.get(file)
  if (!watch) {
    watch = watchWalIndex(join(directory, `${file}-shm`))
    watched.set(file, watch)
  }
  return watch()
}

const store = await openStore({
  directory,
  clock: systemClock,
  ids: createIds(systemClock),
  bus: createEventBus((error) => {
    throw error
  }),
  logger,
  ...(assignment.restarts ? { checkpoints: { intervalMs: 40, thresholdBytes: 64 * 1024 } } : {}),
  onSync(file) {
    const { salts, frames } = markOf(file)
    return () => report(`s ${file} ${salts} ${frames}`)
  },
})
await prepare(store)

let resting: Promise<void> | null = null
if (assignment.restarts) {
  setInterval(() => {
    resting = sleep(REST_MS).then(() => {
      resting = null
    })
  }, REST_EVERY_MS)
}

/** Between 1 and IN_FLIGHT operations at once, so that commits and syncs overlap in every way. */
async function inBatches(operate: (n: number, single: boolean) => Promise<void>, last: number): Promise<never> {
  for (let n = last + 1; ;) {
    if (resting) await resting
    await store.writable()
    const size = 1 + (n % IN_FLIGHT)
    const batch = Array.from({ length: size }, (_, index) => operate(n + index, size === 1))
    await Promise.all(batch)
    n += size
  }
}

const writers = assignment.main.map((last, writer) => {
  const model = modelUpTo(seed, writer, last)
  return inBatches(async (n, single) => {
    const step = stepOf(seed, writer, n, model)
    apply(model, step)
    await perform(store, step, single)
    if (step.kind !== 'refused') report(`a ${writer} ${n}`)
  }, last)
})
const bulkWriters = assignment.bulk.map((last, writer) =>
  inBatches(async (n) => {
    await performBulk(store, writer, n)
    report(`b ${writer} ${n}`)
  }, last),
)
await Promise.all([...writers, ...bulkWriters])
