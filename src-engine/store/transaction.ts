import type { EngineEvent } from '../contract/activity.ts'
import type { Collection, StoredDocument } from '../contract/collection.ts'
import type { JsonObject, JsonValue } from '../contract/values.ts'
import { EngineError } from '../kernel/errors.ts'
import type { AuditRecord } from './audit-chain.ts'
import type { CollectionTable } from './collection-table.ts'
import { splitFields } from './fields.ts'
import type { LocalRecords } from './local-records.ts'
import { type FieldMeta, type OutboxOp, type Row, refuseStale } from './row.ts'
import type { Stream } from './streams/catalog.ts'
import type { NewRecord } from './streams/stream-table.ts'

/** Who writes, for audit and outbox. `org` is null only for what belongs to no organization (a failed sign-in). */
export interface WriteContext {
  readonly org: string | null
  readonly actor: string
  readonly requestId: string
  /** Written along with every transaction of this context: the mark that a request was carried out. */
  readonly mark?: (local: LocalRecords) => void
}

/** Runs a body in a transaction; resolves with its result when what it wrote is on the disk. */
export type Transact = <Result>(context: WriteContext, body: (tx: Tx) => Result) => Promise<Result>

/** How many documents of a collection the open SQLite transaction has added to an organization, by `collection/org`. */
export type InsertCounts = Map<string, number>

/** One unit of writing: documents, records, audit rows and outbox ops stand or fall together. Use it synchronously only. */
export interface Tx {
  /** The row as this transaction sees it; rows of other organizations are not there. */
  get<Doc extends StoredDocument>(collection: Collection<Doc>, id: string): Row<Doc> | undefined
  insert<Doc extends StoredDocument>(collection: Collection<Doc>, doc: NoInfer<Doc>): Row<Doc>
  /** @throws EngineError `not_found`; `precondition_failed` when `ifVersion` is given and is not the row's. */
  update<Doc extends StoredDocument>(
    collection: Collection<Doc>,
    id: string,
    patch: Partial<NoInfer<Doc>>,
    ifVersion?: number,
  ): Row<Doc>
  remove<Doc extends StoredDocument>(collection: Collection<Doc>, id: string, ifVersion?: number): void
  append<Record>(stream: Stream<Record>, record: Omit<NewRecord<Record>, 'org' | 'at'>): number | null
  audit(entry: {
    readonly action: string
    readonly target: string
    readonly outcome?: AuditRecord['outcome']
    readonly details?: JsonObject
  }): void
  /** Announces a change to every screen once it is durable. */
  emit(event: EngineEvent): void
  status(resource: string, doc: JsonObject): void
  /** Runs once the transaction has committed, before anybody else sees it: for memory that follows the store. */
  afterCommit(follow: () => void): void
  readonly local: LocalRecords
  readonly at: string
}

interface Edit {
  readonly table: CollectionTable
  readonly id: string
  readonly before: Row | undefined
  after: Row | undefined
}

/** What a finished transaction body wants written. */
export interface TransactionBuffer {
  readonly tx: Tx
  readonly edits: readonly Edit[]
  readonly followers: readonly (() => void)[]
  readonly audits: readonly AuditRecord[]
  readonly events: readonly EngineEvent[]
  readonly statuses: ReadonlyMap<string, JsonObject>
  /** Makes the transaction refuse further use. */
  end(): void
}

export interface TransactionParts {
  readonly tableOf: (name: string) => CollectionTable
  readonly insertRecord: (stream: Stream, record: NewRecord<unknown>) => number | null
  readonly local: LocalRecords
  readonly context: WriteContext
  readonly at: string
  readonly inserts: InsertCounts
}

/** Starts collecting what a verb writes. Records go to SQLite at once; documents, audit rows and ops when the body has ended. */
export function bufferTransaction({
  tableOf,
  insertRecord,
  local,
  context,
  at,
  inserts,
}: TransactionParts): TransactionBuffer {
  const edits = new Map<string, Edit>()
  const audits: AuditRecord[] = []
  // One event and one status a thing: what counts is how the transaction left it.
  const events = new Map<string, EngineEvent>()
  const statuses = new Map<string, JsonObject>()
  const followers: (() => void)[] = []
  let ended = false

  function live(): void {
    if (ended) throw new EngineError('internal', 'A transaction was used after it had ended.')
  }
  function org(): string {
    live()
    if (context.org === null) throw new EngineError('internal', 'A document was written outside any organization.')
    return context.org
  }
  function editOf(collection: Collection, id: string): Edit {
    const key = `${collection.name}/${id}`
    let edit = edits.get(key)
    if (!edit) {
      const table = tableOf(collection.name)
      const row = table.get(id)
      const before = row?.doc.org === org() ? row : undefined
      if (row && !before)
        throw new EngineError('not_found', `There is no ${collection.name} ${id} in this organization.`)
      edit = { table, id, before, after: before }
      edits.set(key, edit)
    }
    return edit
  }
  function existing(collection: Collection, id: string, ifVersion: number | undefined): { edit: Edit; row: Row } {
    const edit = editOf(collection, id)
    const row = edit.after
    if (!row)
      throw new EngineError('not_found', `There is no ${collection.name} ${id} in this organization.`, {
        details: { id },
      })
    refuseStale(row, ifVersion)
    return { edit, row }
  }

  const tx: Tx = {
    at,
    local,
    get<Doc extends StoredDocument>(collection: Collection<Doc>, id: string) {
      live()
      const edit = edits.get(`${collection.name}/${id}`)
      const row = edit ? edit.after : tableOf(collection.name).get(id)
      // The table of a collection holds that collection's documents.
      return row?.doc.org === context.org ? (row as Row<Doc> | undefined) : undefined
    },
    insert<Doc extends StoredDocument>(collection: Collection<Doc>, doc: NoInfer<Doc>) {
      const edit = editOf(collection, doc.id)
      if (edit.after) throw new EngineError('conflict', `${collection.name} ${doc.id} exists already.`)
      if (doc.org !== org()) throw new EngineError('internal', 'A document was written into another organization.')
      const counted = `${collection.name}/${doc.org}`
      const added = inserts.get(counted) ?? 0
      if (edit.table.rows(doc.org).size + added >= collection.bound) {
        throw new EngineError(
          'conflict',
          `An organization holds at most ${collection.bound} ${collection.name.replaceAll('_', ' ')}.`,
        )
      }
      // Its version goes on where the life before left it, so that no tag of that life fits this one.
      const last = edit.before ? { ...edit.before, cl: edit.before.cl + 1 } : edit.table.dead(doc.id)
      const row = { doc, version: last.version + 1, cl: last.cl + 1, meta: {}, rev: null }
      edit.after = row
      inserts.set(counted, added + 1)
      return row
    },
    update<Doc extends StoredDocument>(
      collection: Collection<Doc>,
      id: string,
      patch: Partial<NoInfer<Doc>>,
      ifVersion?: number,
    ) {
      const { edit, row } = existing(collection, id, ifVersion)
      // Saved as it was: no new version, or the caller would be told of one that is not stored.
      if (changesNothing(row.doc, patch)) return row as Row<Doc>
      // One version a transaction, however often it writes the row.
      const version = row === edit.before ? row.version + 1 : row.version
      const next = { ...row, version, doc: { ...row.doc, ...patch } }
      edit.after = next
      return next as Row<Doc>
    },
    remove(collection, id, ifVersion) {
      existing(collection, id, ifVersion).edit.after = undefined
    },
    append(stream, record) {
      live()
      if (stream.file !== 'main') throw new EngineError('internal', `${stream.name} is not written in transactions.`)
      return insertRecord(stream, { ...record, org: org(), at })
    },
    audit({ action, target, outcome = 'done', details = {} }) {
      live()
      audits.push({
        org: context.org,
        at,
        actor: context.actor,
        action,
        outcome,
        target,
        requestId: context.requestId,
        details,
      })
    },
    emit(event) {
      live()
      events.set(`${event.kind}/${event.id}`, event)
    },
    status(resource, doc) {
      live()
      statuses.set(resource, doc)
    },
    afterCommit(follow) {
      live()
      followers.push(follow)
    },
  }
  return {
    tx,
    get edits() {
      return [...edits.values()].filter((edit) => edit.before !== edit.after)
    },
    followers,
    audits,
    get events() {
      return [...events.values()]
    },
    statuses,
    end() {
      ended = true
    },
  }
}

/** The outbox ops of one document's change: one per field that differs, or one `delete` for the row's life. */
export function opsOf(edit: Edit, hlc: string, opId: () => string): OutboxOp[] {
  const { collection } = edit.table
  const { before, after } = edit
  if (!after) {
    return before
      ? [
          {
            opId: opId(),
            collection: collection.name,
            id: edit.id,
            cl: before.cl + 1,
            field: '',
            kind: 'delete',
            value: null,
            hlc,
            seen: Object.fromEntries(Object.entries(before.meta).map(([field, { by }]) => [field, by])),
            baseValue: Object.fromEntries(splitFields(collection, before.doc)),
          },
        ]
      : []
  }
  // A new life carries all its fields, whatever the one before held.
  const base = before?.cl === after.cl ? before : undefined
  const was = base ? splitFields(collection, base.doc) : new Map<string, JsonValue>()
  const is = splitFields(collection, after.doc)
  const ops: OutboxOp[] = []
  for (const field of base ? new Set([...was.keys(), ...is.keys()]) : is.keys()) {
    const value = is.get(field) ?? null
    const baseValue = was.get(field) ?? null
    if (was.has(field) && is.has(field) && sameJson(value, baseValue)) continue
    const kind =
      collection.fields[field]?.merge ??
      collection.fields[`${field.slice(0, field.lastIndexOf('/'))}/*`]?.merge ??
      'lww'
    ops.push({
      opId: opId(),
      collection: collection.name,
      id: edit.id,
      cl: after.cl,
      field,
      kind,
      value,
      ...(is.has(field) ? {} : { removed: true as const }),
      hlc,
      seen: base?.meta[field]?.by ?? null,
      baseValue,
    })
  }
  return ops
}

/** Meta of a row after `ops` were folded into it under commit `by`. */
export function metaAfter(
  before: Readonly<Record<string, FieldMeta>>,
  ops: readonly OutboxOp[],
  by: string,
): Record<string, FieldMeta> {
  const meta: Record<string, FieldMeta> = { ...before }
  // One edit's fields share their stamp, as they do when they are read back.
  let stamp: FieldMeta = { hlc: '', by }
  for (const { field, hlc } of ops) {
    if (field === '') continue
    if (stamp.hlc !== hlc) stamp = { hlc, by }
    meta[field] = stamp
  }
  return meta
}

function changesNothing(doc: object, patch: object): boolean {
  const before = new Map<string, unknown>(Object.entries(doc))
  return Object.entries(patch).every(([key, value]) => JSON.stringify(before.get(key)) === JSON.stringify(value))
}

function sameJson(a: JsonValue, b: JsonValue): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b))
}
