import { isDeepStrictEqual } from 'node:util'
import type { OutboxEntry, StoredDocument, Tables } from './files-of.ts'

type Op = OutboxEntry['ops'][number]

interface Field {
  readonly value: unknown
  readonly hlc: string
  readonly by: string
}
interface Life {
  readonly cl: number
  readonly fields: Map<string, Field>
}

/**
 * Folds the outbox from its beginning and says where the result is not what the rows are: value, clock and commit of each
 * field, life of each document, and what each op says its author had seen.
 */
export function compareOutbox({ outbox, documents, changeSets, clock }: Tables): string[] {
  const problems: string[] = []
  const lives = new Map<string, Life>()
  const counts = new Map<string, number>()
  let last = ''
  for (const { commit, ops, opCount } of outbox) {
    if (ops.length !== opCount) problems.push(`commit ${commit}: ${ops.length} ops, counted ${opCount}`)
    counts.set(commit, (counts.get(commit) ?? 0) + opCount)
    const hlc = ops[0]?.hlc ?? ''
    if (hlc <= last) problems.push(`the clock went from ${last} to ${hlc}`)
    last = hlc
    for (const op of ops) {
      if (op.field === '') {
        problems.push(...differencesOfDelete(op, lives.get(op.id)))
        lives.set(op.id, { cl: op.cl, fields: new Map() })
        continue
      }
      const known = lives.get(op.id)
      const life = known?.cl === op.cl ? known : { cl: op.cl, fields: new Map<string, Field>() }
      const before = life.fields.get(op.field)
      if (op.seen !== (before?.by ?? null))
        problems.push(`${op.id}.${op.field}: says it saw ${JSON.stringify(op.seen)}, the row had ${before?.by}`)
      if (!isDeepStrictEqual(op.baseValue, before?.value ?? null))
        problems.push(`${op.id}.${op.field}: names a base value the row did not have`)
      life.fields.set(op.field, { value: op.value, hlc: op.hlc, by: commit })
      lives.set(op.id, life)
    }
  }
  for (const [id, life] of lives) problems.push(...differences(id, life, documents.get(id)))
  for (const id of documents.keys()) if (!lives.has(id)) problems.push(`${id}: a row without ops`)
  if (outbox.length > 0 && clock !== last) problems.push(`the clock stands at ${clock}, the last op at ${last}`)
  const sets = new Map(changeSets.map((set) => [set.commit_id, set]))
  for (const [commit, ops] of counts) {
    const set = sets.get(commit)
    if (!set) problems.push(`ops travel in ${commit}, which is no change set`)
    else if (set.state !== 'open' && set.op_count !== ops)
      problems.push(`change set ${commit} counts ${set.op_count} ops, has ${ops}`)
  }
  if (changeSets.filter((set) => set.state === 'open').length > 1) problems.push('more than one change set is open')
  return problems
}

function differencesOfDelete(op: Op, life: Life | undefined): string[] {
  if (!life || op.cl !== life.cl + 1) return [`${op.id}: a delete that ends no life`]
  const seen = Object.fromEntries([...life.fields].map(([name, { by }]) => [name, by]))
  const values = Object.fromEntries([...life.fields].map(([name, { value }]) => [name, value]))
  const problems: string[] = []
  if (!isDeepStrictEqual(op.seen, seen))
    problems.push(`${op.id}: the delete says it saw other writers than the row had`)
  if (!isDeepStrictEqual(op.baseValue, values)) problems.push(`${op.id}: the delete names values the row did not have`)
  return problems
}

function differences(id: string, life: Life, row: StoredDocument | undefined): string[] {
  if (!row) return [`${id}: ops without a row`]
  if (row.cl !== life.cl) return [`${id}: life ${row.cl}, the ops say ${life.cl}`]
  const { id: _id, org: _org, ...fields } = row.fields
  const values = Object.fromEntries([...life.fields].map(([name, field]) => [name, field.value]))
  const meta = Object.fromEntries([...life.fields].map(([name, { hlc, by }]) => [name, { hlc, by }]))
  const problems: string[] = []
  if (!isDeepStrictEqual(fields, values)) problems.push(`${id}: the row is not what its ops make of it`)
  if (!isDeepStrictEqual(row.meta, meta)) problems.push(`${id}: the row names other writers than its ops`)
  return problems
}
