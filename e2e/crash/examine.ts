import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../src-engine/kernel/clock.ts'
import { createEventBus } from '../../src-engine/kernel/events.ts'
import { createIds } from '../../src-engine/kernel/ids.ts'
import { openStore } from '../../src-engine/store/index.ts'
import { targets } from '../../src-engine/contract/targets.ts'
import { readTables, type Tables } from './files-of.ts'
import type { Ledger } from './ledger.ts'
import {
  BULK_RECORDS,
  BULK_WRITERS,
  bulkId,
  type Document,
  MAIN_WRITERS,
  modelUpTo,
  nameAt,
  ORG,
  padded,
  SHARED,
} from './plan.ts'
import { compareOutbox } from './replay-outbox.ts'

/** What earlier rounds in the same directory have promised. */
export interface Promised {
  /** Last acknowledged or found document operation of each writer. */
  readonly main: readonly number[]
  /** Acknowledged bulk operations of each writer. */
  readonly bulk: readonly ReadonlySet<number>[]
}

export interface Findings {
  /** Acknowledged operations of which nothing or not everything is there. */
  readonly lost: number
  readonly problems: readonly string[]
  /** Where each writer goes on. */
  readonly main: readonly number[]
  readonly bulk: readonly number[]
}

/**
 * Opens a copy of a data directory with the real store and holds what is there against what was acknowledged.
 * `first` may do something to the copy before it is opened.
 */
export async function examine(
  directory: string,
  seed: number,
  before: Promised,
  ledger: Ledger,
  first: (copy: string) => void = () => undefined,
): Promise<Findings> {
  const copy = await mkdtemp(join(tmpdir(), 'control-crash-copy-'))
  try {
    await cp(directory, copy, { recursive: true })
    first(copy)
    const reopened = await reopen(copy)
    const tables = readTables(copy)
    const main = examineMain(tables, seed, before, ledger)
    const bulk = examineBulk(tables, before, ledger)
    const problems = [
      ...tables.damage,
      ...reopened.problems,
      ...compareOutbox(tables),
      ...compareMemory(tables, reopened.living),
      ...main.problems,
      ...bulk.problems,
    ]
    return { lost: main.lost + bulk.lost, problems, main: main.last, bulk: bulk.last }
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

interface Reopened {
  readonly problems: readonly string[]
  /** Version of each document that the store holds in memory. */
  readonly living: ReadonlyMap<string, number>
}

/** Opens and closes the store as the next start of the app would; answers what it finds wrong itself. */
async function reopen(directory: string): Promise<Reopened> {
  const quiet = (): void => undefined
  const store = await openStore({
    directory,
    clock: systemClock,
    ids: createIds(systemClock),
    bus: createEventBus((error) => {
      throw error
    }),
    logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  })
  const verdict = await store.audit.verify()
  const living = new Map([...store.rows(targets, ORG)].map(([id, row]) => [id, row.version]))
  await store.close()
  return { living, problems: verdict.intact ? [] : [`audit: ${verdict.detail}`] }
}

/** The documents that the store holds in memory must be the rows that live. */
function compareMemory({ documents }: Tables, living: Reopened['living']): string[] {
  const rows = [...documents.values()].filter((row) => row.cl % 2 === 1)
  const wrong = rows
    .filter((row) => living.get(row.id) !== row.version)
    .map((row) => `${row.id}: in the file, not in memory`)
  return living.size === rows.length
    ? wrong
    : [...wrong, `${living.size} documents in memory, ${rows.length} in the file`]
}

interface Part {
  readonly lost: number
  readonly problems: string[]
  readonly last: number[]
}

function examineMain(tables: Tables, seed: number, before: Promised, ledger: Ledger): Part {
  const problems: string[] = []
  const last: number[] = []
  let lost = 0
  let counted = 0
  let writes = 0
  let audited = 0
  const seen = new Set<string>()
  for (let writer = 0; writer < MAIN_WRITERS; writer += 1) {
    const found = tables.audit.filter((entry) => entry.w === writer).map((entry) => entry.n ?? 0)
    const present = new Set(found)
    lost += [before.main[writer] ?? 0, ...(ledger.main.get(writer) ?? [])].filter(
      (n) => n > 0 && !present.has(n),
    ).length
    const k = found.at(-1) ?? 0
    last.push(k)
    const model = modelUpTo(seed, writer, k)
    counted += model.counted
    audited += model.audited.length
    if (found.join() !== model.audited.join())
      problems.push(`w${writer}: its audit rows are not those of operations 1 to ${k}`)
    for (const n of model.audited)
      if (!tables.moves.has(`mov_w${padded(writer, 2)}n${padded(n)}`)) problems.push(`w${writer}: move ${n} is missing`)
    if (k > 0 && tables.progress.get(`w${writer}`) !== k)
      problems.push(`w${writer}: local record says ${tables.progress.get(`w${writer}`)}, audit ${k}`)
    if (k > 0 && tables.statuses.get(`w${writer}`) !== k)
      problems.push(`w${writer}: status says ${tables.statuses.get(`w${writer}`)}, audit ${k}`)
    for (const [id, document] of model.documents) {
      seen.add(id)
      problems.push(...compareDocument(id, document, tables))
    }
    for (const [id, { cl }] of model.dead) {
      seen.add(id)
      if (tables.documents.get(id)?.cl !== cl)
        problems.push(`${id}: life ${tables.documents.get(id)?.cl}, deleted in life ${cl}`)
    }
    writes += tables.outbox.filter((entry) => entry.actor === `user:w${writer}`).length
  }
  const shared = tables.documents.get(SHARED)
  if (shared && shared.fields['name'] !== `count ${counted}`)
    problems.push(`shared: ${String(shared.fields['name'])}, the audit rows make ${counted}`)
  for (const id of tables.documents.keys())
    if (!seen.has(id) && id !== SHARED) problems.push(`${id}: a document without an audit row`)
  const withDocuments = tables.audit.filter((entry) => entry.w !== undefined && entry.action !== 'crash.audit').length
  if (writes !== withDocuments) problems.push(`${writes} transactions in the outbox, ${withDocuments} in the audit log`)
  if (tables.moves.size !== audited) problems.push(`${tables.moves.size} moves, ${audited} audit rows`)
  if (tables.events !== audited) problems.push(`${tables.events} events, ${audited} audit rows`)
  return { lost, problems, last }
}

function compareDocument(id: string, should: Document, tables: Tables): string[] {
  const row = tables.documents.get(id)
  if (!row) return [`${id}: an audit row without its document`]
  const { name, place } = row.fields
  const host = typeof place === 'object' && place !== null && 'host' in place ? place.host : undefined
  const is = { name, host, version: row.version, cl: row.cl }
  const same =
    is.name === should.name && is.host === should.host && is.version === should.version && is.cl === should.cl
  return same ? [] : [`${id}: ${JSON.stringify(is)}, the audit rows make ${JSON.stringify(should)}`]
}

function examineBulk(tables: Tables, before: Promised, ledger: Ledger): Part {
  const problems: string[] = []
  const last: number[] = []
  let lost = 0
  for (let writer = 0; writer < BULK_WRITERS; writer += 1) {
    const promised = new Set([...(before.bulk[writer] ?? []), ...(ledger.bulk.get(writer) ?? [])])
    for (const n of promised) {
      const whole = Array.from({ length: BULK_RECORDS }, (_, index) => tables.bulk.has(bulkId(writer, n, index))).every(
        Boolean,
      )
      if (!whole) lost += 1
    }
    last.push(Math.max(0, ...promised))
  }
  for (const [id, message] of tables.bulk) {
    const [writer, n, index] = /^act_w(\d+)n(\d+)r(\d)$/.exec(id)?.slice(1).map(Number) ?? []
    if (writer === undefined || n === undefined || message !== `${nameAt(writer, n)} r${index}`)
      problems.push(`${id}: ${message}`)
    else if (n > (last[writer] ?? 0)) last[writer] = n
  }
  return { lost, problems, last }
}
