import { join } from 'node:path'
import { parseArgs } from 'node:util'
import Database from 'better-sqlite3'
import { targets } from '../../contract/targets.ts'
import { systemClock } from '../../kernel/clock.ts'
import { EngineError } from '../../kernel/errors.ts'
import { createEventBus } from '../../kernel/events.ts'
import { createIds } from '../../kernel/ids.ts'
import { activityEvents, openStore } from '../index.ts'
import { silentLogger } from './open-test-store.ts'

// A process of its own that is given little room and writes into a data directory until it is refused, makes room, and
// writes again. Prints what it was told and what it sees as one JSON line.
const ORG = 'org_00000000'
const context = { org: ORG, actor: 'user:usr_00000000', requestId: 'req-1' }
const PADDING = 'x'.repeat(60_000)
const [directory = ''] = parseArgs({ allowPositionals: true }).positionals
const ids = createIds(systemClock)
const store = await openStore({
  directory,
  clock: systemClock,
  ids,
  bus: createEventBus((error) => {
    throw error
  }),
  logger: silentLogger,
  // Room is made by hand.
  checkpoints: { intervalMs: 3_600_000 },
})
const acknowledged: string[] = []
const recorded: string[] = []

async function write(id: string, transact = store.transaction): Promise<void> {
  await transact(context, (tx) => {
    tx.insert(targets, { id, org: ORG, createdAt: tx.at, name: id, place: { kind: 'local' } })
    tx.audit({ action: 'targets.create', target: id, details: { padding: PADDING } })
  })
  acknowledged.push(id)
}
async function record(id: string): Promise<void> {
  const doc = { type: 'warning' as const, message: PADDING, data: {} }
  await store.append(activityEvents, { id, org: ORG, at: '2026-01-01T00:00:00.000Z', type: 'warning', doc })
  recorded.push(id)
}
/** Repeats until it is refused, and a few times more; answers the codes of the refusals. */
async function untilRefused(prefix: string, work: (id: string) => Promise<void>): Promise<string[]> {
  const codes: string[] = []
  for (let i = 0; i < 2_000 && codes.length < 5; i += 1) {
    try {
      await work(ids.next(prefix))
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      codes.push(error.code)
    }
  }
  return codes
}
async function seen(): Promise<object> {
  return {
    documents: store.rows(targets, ORG).size,
    records: store.stream(activityEvents).page(ORG, {}, { after: null, limit: 1, order: 'newest' }).total,
    audit: await store.audit.verify(),
  }
}
/** Empties the write-ahead logs into the databases, so that they start over. */
function makeRoom(): void {
  for (const file of ['control.db', 'streams.db']) {
    const database = new Database(join(directory, file))
    database.pragma('wal_checkpoint(PASSIVE)')
    database.close()
  }
}

/** Writes that share one SQLite transaction. */
async function writeTogether(): Promise<string[]> {
  const ended = await Promise.allSettled(Array.from({ length: 5 }, () => write(ids.next('tgt'), store.independent)))
  return ended.map((end) =>
    end.status === 'rejected' && end.reason instanceof EngineError ? end.reason.code : end.status,
  )
}

const refused = [await untilRefused('tgt', (id) => write(id)), await writeTogether(), await untilRefused('act', record)]
const full = { ...(await seen()), acknowledged: acknowledged.length, recorded: recorded.length }
makeRoom()
await write(ids.next('tgt'))
const afterwards = await writeTogether()
await record(ids.next('act'))
const after = { ...(await seen()), afterwards, failure: store.failure() }
await store.close()
process.stdout.write(`${JSON.stringify({ refused, full, after, acknowledged, recorded })}\n`)
