import { join } from 'node:path'
import type { Collection, StoredDocument } from '../contract/collection.ts'
import { collections } from '../contract/index.ts'
import { organizations } from '../contract/organizations.ts'
import { EngineError } from '../kernel/errors.ts'
import type { EventBus } from '../kernel/events.ts'
import type { Clock, Ids, Logger } from '../kernel/ports.ts'
import { type Backup, openBackups } from './backup/index.ts'
import type { CheckpointTiming } from './checkpoint.ts'
import { type AuditChain, openAuditChain } from './audit-chain.ts'
import { type AuditLog, openAuditLog } from './audit-log.ts'
import { type ChangeLog, openChangeLog } from './change-log.ts'
import { type CollectionTable, type RowListener, openCollectionTable } from './collection-table.ts'
import { prepareDataDirectory } from './data-directory.ts'
import { lockDataDirectory } from './data-lock.ts'
import { type Device, openDevice } from './device.ts'
import { type LocalRecords, openLocalRecords } from './local-records.ts'
import { bulkMigrations, mainMigrations } from './migrations/index.ts'
import { type OpenDatabase, openDatabase } from './open-database.ts'
import { type RootTable, openRootTable } from './organization-roots.ts'
import { openOutbox } from './outbox.ts'
import { watchFreeSpace } from './free-space.ts'
import type { Row } from './row.ts'
import { type StatusTable, openStatusTable } from './status-table.ts'
import { createSweeper } from './sweeper.ts'
import { type SpendingQueries, openSpendingQueries } from './streams/spending.ts'
import { type DaySums, openDaySums } from './streams/day-sums.ts'
import { type OpenReservations, openOpenReservations } from './streams/open-reservations.ts'
import { type Urgency, createBulkWriter } from './streams/bulk-writer.ts'
import { type Stream, bulkStreams, mainStreams } from './streams/catalog.ts'
import { type NewRecord, type StreamTable, openStreamTable } from './streams/stream-table.ts'
import { createWriter } from './writer.ts'
import type { Transact } from './transaction.ts'

export type { AuditFilter } from './audit-log.ts'
export type { Backup } from './backup/index.ts'
export type { Device } from './device.ts'
export type { LocalKind, LocalRecords } from './local-records.ts'
export { type Row, refuseStale } from './row.ts'
export * from './streams/catalog.ts'
export type { SpendBucket } from './streams/spending.ts'
export type { Urgency } from './streams/bulk-writer.ts'
export type { NewRecord, StoredRecord } from './streams/stream-table.ts'
export type { Tx, WriteContext } from './transaction.ts'

export interface StoreOptions {
  /** Data directory; made (0700) when it is not there. */
  readonly directory: string
  readonly clock: Clock
  readonly ids: Ids
  readonly bus: EventBus
  readonly logger: Logger
  /** Called when a sync of a file's WAL begins; what it answers is called once it has succeeded. Only the power-cut test listens. */
  readonly onSync?: (file: 'control.db' | 'streams.db') => () => void
  readonly checkpoints?: CheckpointTiming
}

/** A stream as readers see it. */
export type StreamReader<Record> = Pick<
  StreamTable<Record>,
  'get' | 'latest' | 'latestPerAgent' | 'ofRun' | 'page' | 'without'
>

/** The local store: documents in memory and on disk, streams, audit, and what never leaves this machine. */
export interface Store {
  readonly device: Device
  get<Doc extends StoredDocument>(collection: Collection<Doc>, org: string, id: string): Row<Doc> | undefined
  rows<Doc extends StoredDocument>(collection: Collection<Doc>, org: string): ReadonlyMap<string, Row<Doc>>
  /** Ids of the organizations this machine holds. */
  organizations(): readonly string[]
  listen<Doc extends StoredDocument>(collection: Collection<Doc>, listener: RowListener<Doc>): void
  /** Runs `body` at once in one transaction; resolves when it is on the disk. See writer.ts. */
  readonly transaction: Transact
  /**
   * The same for a body that depends on nothing which others like it write: it runs a little later in this turn of the
   * loop, in one SQLite transaction with them, sees nothing of theirs, and may run twice. See group.ts.
   */
  readonly independent: Transact
  /**
   * Undefined when a write may begin now, else a promise of the moment when it may: a checkpoint holds back those who can
   * wait for a few milliseconds, so that the WAL can be started over (checkpoint.ts).
   */
  writable(): Promise<void> | undefined
  /**
   * Adds a record to a bulk stream; resolves once it is on the disk with its `pk`, null when its id was there already.
   * `soon` for what nobody waits for.
   */
  append<Record>(stream: Stream<Record>, record: NewRecord<Record>, urgency?: Urgency): Promise<number | null>
  stream<Record>(stream: Stream<Record>): StreamReader<Record>
  /** For reading outside transactions. */
  readonly local: Pick<LocalRecords, 'get' | 'list'>
  readonly audit: AuditLog & Pick<AuditChain, 'verify'>
  readonly changes: Pick<ChangeLog, 'after' | 'head'>
  readonly statuses: Pick<StatusTable, 'own'>
  readonly roots: RootTable
  readonly spending: SpendingQueries
  readonly openReservations: Pick<OpenReservations, 'all'>
  readonly daySums: Pick<DaySums, 'since'>
  /** Why nothing can be written any more until the app is started again; null while that is not so. */
  failure(): EngineError | null
  /** Why the next writes may not last: no room on the disk, or the directory is gone; null while they will. Measured now and then, see free-space.ts. */
  shortage(): Promise<EngineError | null>
  /** Drops all that has expired and what no replay needs any more, and sums and marks what was spent; called now and then by a timer. */
  sweep(): Promise<void>
  /**
   * Copies both database files as they are now to `backups/<UTC time>` of the data directory, beside a manifest with
   * their hashes, in a thread of its own. Restored by copying the files into an empty directory. Secrets are not in
   * it: they are in the vault.
   * @throws EngineError `conflict` while another is being made, `storage_full`, `read_only`, `timeout` when `signal` or
   * the end of the store ended it. Nothing is kept then.
   */
  backup(signal?: AbortSignal): Promise<Backup>
  close(): Promise<void>
}

/**
 * Opens the store of a data directory, or makes it.
 * @throws EngineError `conflict` when another engine has it open, `read_only` when a newer app wrote it or the directory
 * cannot be written, `storage_full`.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { directory, clock, ids, bus, logger, onSync, checkpoints } = options
  await prepareDataDirectory(directory, ['engine.lock', 'control.db', 'streams.db'])
  const lock = lockDataDirectory(directory)
  const onError = (error: unknown): void => logger.error({ err: error }, 'checkpoint failed')
  const databases: OpenDatabase[] = []
  async function open(file: 'control.db' | 'streams.db', migrations: typeof mainMigrations): Promise<OpenDatabase> {
    const database = await openDatabase(join(directory, file), migrations, {
      onError,
      ...(checkpoints ? { checkpoints } : {}),
      ...(onSync ? { onSync: () => onSync(file) } : {}),
    })
    databases.push(database)
    return database
  }
  /** The lock goes last: who takes it finds files that nobody has open. */
  async function closeAll(): Promise<void> {
    await Promise.all(databases.map((database) => database.close()))
    lock.release()
  }
  try {
    const main = await open('control.db', mainMigrations)
    const bulk = await open('streams.db', bulkMigrations)
    const backups = await openBackups({
      directory,
      clock,
      duringLongRead: (work) => main.duringLongRead(() => bulk.duringLongRead(work)),
    })
    const failure = (): EngineError | null => main.sync.failure() ?? bulk.sync.failure()
    const device = openDevice(main.sql, clock)
    await main.sync.durable()
    const tables = new Map<string, CollectionTable>(
      collections.map((collection) => [collection.name, openCollectionTable(main.sql, collection)]),
    )
    const mainTables = new Map(mainStreams.map((stream) => [stream.name, openStreamTable(main.sql, stream, device)]))
    const bulkTables = new Map(bulkStreams.map((stream) => [stream.name, openStreamTable(bulk.sql, stream, device)]))
    const audit = openAuditChain(main.sql, device)
    const changes = openChangeLog(main.sql)
    const statuses = openStatusTable(main.sql)
    const local = openLocalRecords(main.sql)
    const outbox = openOutbox(main.sql, device, clock, ids)
    const openReservations = openOpenReservations(bulk.sql)
    const daySums = openDaySums(bulk.sql)
    const sweeper = createSweeper({ local, changes, openReservations, daySums, clock, failure })
    const bulkWriter = createBulkWriter(bulk)
    const writer = createWriter({
      logger,
      database: main.sql,
      sync: main.sync,
      device,
      clock,
      ids,
      bus,
      tables,
      streams: mainTables,
      audit,
      outbox,
      changes,
      statuses,
      local,
    })

    // The maps are built from the catalog itself, so a table under a name holds that name's documents.
    function tableOf<Doc extends StoredDocument>(collection: Collection<Doc>): CollectionTable<Doc> {
      return must(tables.get(collection.name), collection.name) as unknown as CollectionTable<Doc>
    }
    function streamOf<Record>(stream: Stream<Record>): StreamTable<Record> {
      return must(
        (stream.file === 'main' ? mainTables : bulkTables).get(stream.name),
        stream.name,
      ) as StreamTable<Record>
    }
    return {
      device,
      get(collection, org, id) {
        const row = tableOf(collection).get(id)
        return row?.doc.org === org ? row : undefined
      },
      rows: (collection, org) => tableOf(collection).rows(org),
      organizations: () => tableOf(organizations).orgs(),
      listen: (collection, listener) => tableOf(collection).listen(listener),
      transaction: writer.alone,
      independent: writer.together,
      writable: () => main.writable(),
      append(stream, record, urgency) {
        if (stream.file !== 'bulk') throw new EngineError('internal', `${stream.name} is written in transactions.`)
        return bulkWriter.append(streamOf(stream), record, urgency)
      },
      stream: streamOf,
      local,
      audit: { ...openAuditLog(main.sql), verify: () => audit.verify() },
      changes,
      statuses,
      roots: openRootTable(main.sql),
      spending: openSpendingQueries(bulk.sql),
      openReservations,
      daySums,
      failure,
      shortage: watchFreeSpace(directory, ['control.db', 'streams.db'], clock).shortage,
      sweep: () => sweeper.sweep(),
      backup: (signal) => backups.make(signal),
      async close() {
        await backups.close()
        await bulkWriter.drain()
        await sweeper.close()
        await closeAll()
      },
    }
  } catch (error) {
    await closeAll()
    throw error
  }
}

function must<Value>(value: Value | undefined, name: string): Value {
  if (value === undefined) throw new EngineError('internal', `The store has no table ${name}.`)
  return value
}
