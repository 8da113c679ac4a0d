import type Database from 'better-sqlite3'
import { z } from 'zod'
import type { Device } from '../device.ts'
import { contains } from '../folded.ts'
import { storedJson } from '../stored-json.ts'
import type { Stream } from './catalog.ts'
import { type Source, openPlaces, placedSources, wholeTable } from './places.ts'

/** A record as it is handed in; `id` must be unique in its stream, `at` is RFC 3339 UTC. */
export interface NewRecord<Record> {
  readonly id: string
  readonly org: string
  readonly at: string
  readonly agent?: string | null
  readonly run?: string | null
  readonly ref?: string | null
  readonly type?: string | null
  readonly doc: Record
}

/** A record as it is read: `pk` is its place in the local order of arrival. */
export interface StoredRecord<Record> {
  readonly pk: number
  readonly id: string
  readonly org: string
  readonly at: string
  readonly agent: string | null
  readonly run: string | null
  readonly ref: string | null
  readonly type: string | null
  readonly doc: Record
}

export interface StreamFilter {
  readonly agent?: string | undefined
  readonly run?: string | undefined
  readonly ref?: string | undefined
  readonly type?: string | undefined
  readonly since?: string | undefined
  readonly until?: string | undefined
  /** Text that the stored document holds somewhere, in any case of its letters. */
  readonly contains?: string | undefined
  /** Type of the newest record of another stream of this file that is of the same run. */
  readonly newestOfRun?: { readonly stream: Stream; readonly type: string } | undefined
  /** Top-level fields of the stored document and the text each must be. */
  readonly fields?: Readonly<Record<string, string | undefined>> | undefined
}

export interface StreamPage<Record> {
  readonly records: readonly StoredRecord<Record>[]
  /** `pk` to continue after, null at the end. */
  readonly next: number | null
  /** How many match in all, counted up to {@link COUNT_LIMIT}. */
  readonly total: number
}

/** Counting stops here so that a list never costs more than its page. */
export const COUNT_LIMIT = 10_000

/** One stream's table in a database file. */
export interface StreamTable<Record> {
  /** Inserts inside the open transaction and answers its `pk`; null for a record whose id is there already: it is ignored. */
  insert(record: NewRecord<Record>): number | null
  get(id: string): StoredRecord<Record> | undefined
  /** The newest record that matches, straight from an index when `ref` or `run` is given. */
  latest(filter: StreamFilter): StoredRecord<Record> | undefined
  /** Records of a run in order of arrival, read one by one: write nothing before the last. */
  ofRun(run: string): Iterable<StoredRecord<Record>>
  page(
    org: string,
    filter: StreamFilter,
    options: { readonly after: number | null; readonly limit: number; readonly order: 'newest' | 'oldest' },
  ): StreamPage<Record>
  /** The newest record of each agent. */
  latestPerAgent(): StoredRecord<Record>[]
  /** Records that none of another stream of this file refers to by `ref`, in order of arrival, all organizations. */
  without(other: Stream): StoredRecord<Record>[]
  /** Call once all of a transaction's records are inserted, before it is committed. */
  follow(): void
  /** Call after the transaction ended either way: sequence numbers follow what was committed. */
  settle(committed: boolean): void
}

const rowSchema = z.object({
  pk: z.int(),
  id: z.string(),
  org: z.string(),
  at: z.string(),
  agent: z.string().nullable(),
  run: z.string().nullable(),
  ref: z.string().nullable(),
  type: z.string().nullable(),
  doc: z.string(),
})
const countSchema = z.object({ n: z.int() })
const seqSchema = z.object({ seq: z.int().nullable() })
const COLUMNS = 'pk, id, org, at, agent, run, ref, type, doc'

export function openStreamTable<Record>(
  database: Database.Database,
  stream: Stream<Record>,
  device: Device,
): StreamTable<Record> {
  const { name } = stream
  const insertRow = database.prepare(
    `INSERT INTO ${name} (device, incarnation, seq, id, org, agent, run, ref, type, at, doc) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
  )
  const byId = database.prepare(`SELECT ${COLUMNS} FROM ${name} WHERE id = ?`)
  const maxSeq = database.prepare(`SELECT MAX(seq) AS seq FROM ${name} WHERE device = ? AND incarnation = ?`)
  const places = stream.placed ? openPlaces(database, name) : null
  const prepared = new Map<string, Database.Statement>()
  let committed = seqSchema.parse(maxSeq.get(device.id, device.incarnation)).seq ?? 0
  let next = committed

  function statement(sql: string): Database.Statement {
    let found = prepared.get(sql)
    if (!found) {
      found = database.prepare(sql)
      prepared.set(sql, found)
    }
    return found
  }
  function read(raw: unknown): StoredRecord<Record> {
    const row = rowSchema.parse(raw)
    return { ...row, doc: storedJson<Record>(row.doc) }
  }
  function where(org: string | null, filter: StreamFilter): { sql: string; values: (string | number)[] } {
    const parts: string[] = []
    const values: (string | number)[] = []
    function add(sql: string, value: string | number | null | undefined): void {
      if (value === undefined || value === null) return
      parts.push(sql)
      values.push(value)
    }
    add('org = ?', org)
    add('agent = ?', filter.agent)
    add('run = ?', filter.run)
    add('ref = ?', filter.ref)
    add('type = ?', filter.type)
    add('at >= ?', filter.since)
    add('at <= ?', filter.until)
    if (filter.contains !== undefined) {
      const { sql, value } = contains('doc', filter.contains)
      add(sql, value)
    }
    if (filter.newestOfRun) {
      const { stream: other, type } = filter.newestOfRun
      parts.push(`(SELECT o.type FROM ${other.name} o WHERE o.run = ${name}.run ORDER BY o.pk DESC LIMIT 1) = ?`)
      values.push(type)
    }
    for (const [field, value] of Object.entries(filter.fields ?? {})) {
      if (value === undefined) continue
      parts.push('doc ->> ? = ?')
      values.push(field, value)
    }
    return { sql: parts.length > 0 ? parts.join(' AND ') : '1', values }
  }

  /** Parts of the stream that hold what is asked for, newest records first. */
  function sourcesOf(filter: StreamFilter): readonly Source[] {
    return stream.placed ? placedSources(name, filter) : wholeTable(name)
  }
  /** Records in order of arrival or against it, `limit` at most, read one by one: write nothing before the last. */
  function* select(
    org: string | null,
    filter: StreamFilter,
    order: 'newest' | 'oldest',
    { after, limit }: { readonly after: number | null; readonly limit: number | null },
  ): Generator<StoredRecord<Record>, void> {
    const { sql, values } = where(org, filter)
    const newestFirst = sourcesOf(filter)
    let left = limit
    for (const source of order === 'newest' ? newestFirst : newestFirst.toReversed()) {
      const cursor = after === null ? '' : ` AND ${source.place} ${order === 'newest' ? '<' : '>'} ?`
      const rows = statement(
        `SELECT ${COLUMNS} FROM ${source.from} WHERE ${source.condition} AND ${sql}${cursor} ORDER BY ${source.place} ${order === 'newest' ? 'DESC' : 'ASC'} LIMIT ?`,
      ).iterate(...source.values, ...values, ...(after === null ? [] : [after]), left ?? -1)
      for (const raw of rows) {
        yield read(raw)
        if (left !== null) left -= 1
      }
      if (left === 0) return
    }
  }
  function count(org: string, filter: StreamFilter): number {
    const { sql, values } = where(org, filter)
    const found = sourcesOf(filter).map((source) =>
      statement(
        `SELECT COUNT(*) AS n FROM (SELECT 1 FROM ${source.from} WHERE ${source.condition} AND ${sql} LIMIT ${COUNT_LIMIT})`,
      ).get(...source.values, ...values),
    )
    return Math.min(
      COUNT_LIMIT,
      found.reduce<number>((sum, raw) => sum + countSchema.parse(raw).n, 0),
    )
  }

  return {
    insert(record) {
      const { changes, lastInsertRowid } = insertRow.run(
        device.id,
        device.incarnation,
        next + 1,
        record.id,
        record.org,
        record.agent ?? null,
        record.run ?? null,
        record.ref ?? null,
        record.type ?? null,
        record.at,
        JSON.stringify(record.doc),
      )
      if (changes === 0) return null
      next += 1
      places?.added()
      return Number(lastInsertRowid)
    },
    get(id) {
      const raw = byId.get(id)
      return raw === undefined ? undefined : read(raw)
    },
    latest(filter) {
      const [record] = select(null, filter, 'newest', { after: null, limit: 1 })
      return record
    },
    ofRun: (run) => select(null, { run }, 'oldest', { after: null, limit: null }),
    page(org, filter, { after, limit, order }) {
      const found = [...select(org, filter, order, { after, limit: limit + 1 })]
      const records = found.slice(0, limit)
      return {
        records,
        next: found.length > limit ? (records.at(-1)?.pk ?? null) : null,
        total: count(org, filter),
      }
    },
    latestPerAgent() {
      const columns = COLUMNS.replaceAll(/\b(\w+)\b/g, 't.$1')
      return statement(
        `SELECT ${columns} FROM (SELECT MAX(pk) AS newest FROM ${name} WHERE agent IS NOT NULL GROUP BY agent) JOIN ${name} t ON t.pk = newest`,
      )
        .all()
        .map(read)
    },
    without: (other) =>
      statement(
        `SELECT ${COLUMNS} FROM ${name} WHERE NOT EXISTS (SELECT 1 FROM ${other.name} o WHERE o.ref = ${name}.id) ORDER BY pk`,
      )
        .all()
        .map(read),
    follow: () => places?.follow(),
    settle(ok) {
      places?.settle(ok)
      if (ok) committed = next
      else next = committed
    },
  }
}
