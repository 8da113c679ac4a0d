// What each writer does, as pure functions of (seed, writer, number): the child carries it out, and the examiner knows
// from the same functions what must be there. A writer's operations form a line, so a store that lost nothing holds
// exactly the result of the first k of them, for a k no smaller than the last one acknowledged.

export const ORG = 'org_crash00000'
/** Writers of documents (control.db) and of bulk records (streams.db). */
export const MAIN_WRITERS = 9
export const BULK_WRITERS = 4
/** Records in one bulk operation. */
export const BULK_RECORDS = 3
/** A document that all writers count up: its name is `count N`. */
export const SHARED = 'tgt_shared0000'

const MOST_DOCUMENTS = 25

export type Kind = 'create' | 'revive' | 'update' | 'update-two' | 'delete' | 'audit' | 'refused'

export interface Step {
  readonly writer: number
  readonly n: number
  readonly kind: Kind
  /** Documents it writes, in order. */
  readonly ids: readonly string[]
  /** Whether it also counts the shared document up. */
  readonly counts: boolean
}

export interface Document {
  readonly name: string
  readonly host: string
  readonly version: number
  readonly cl: number
}

/** What one writer's operations leave behind. */
export interface Model {
  readonly documents: Map<string, Document>
  /** What is left of the deleted. */
  readonly dead: Map<string, Pick<Document, 'cl' | 'version'>>
  /** Numbers of the operations that leave an audit row. */
  readonly audited: number[]
  made: number
  counted: number
}

export function emptyModel(): Model {
  return { documents: new Map(), dead: new Map(), audited: [], made: 0, counted: 0 }
}

export function padded(value: number, width = 6): string {
  return String(value).padStart(width, '0')
}

export function nameAt(writer: number, n: number): string {
  return `w${padded(writer, 2)} n${padded(n)}`
}

/** Mulberry32 (public domain, T. Ettinger): small, and the same on both sides. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The operation with number `n` of a writer whose earlier ones left `model`. */
export function stepOf(seed: number, writer: number, n: number, model: Model): Step {
  const random = randomOf(Math.imul(seed, 0x9e3779b1) ^ Math.imul(writer + 1, 0x85ebca6b) ^ Math.imul(n, 0xc2b2ae35))
  const alive = [...model.documents.keys()]
  const dead = [...model.dead.keys()]
  const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)] ?? ''
  const roll = random()
  const step = (kind: Kind, ids: readonly string[]): Step => ({
    writer,
    n,
    kind,
    ids,
    counts: kind !== 'audit' && random() < 0.2,
  })

  if (alive.length < 2) return step('create', [fresh(writer, model)])
  if (roll < 0.2) {
    if (alive.length >= MOST_DOCUMENTS) return step('delete', [pick(alive)])
    return step('create', [fresh(writer, model)])
  }
  if (roll < 0.55) return step('update', [pick(alive)])
  if (roll < 0.7) {
    const first = pick(alive)
    return step('update-two', [first, pick(alive.filter((id) => id !== first))])
  }
  if (roll < 0.8) return step('delete', [pick(alive)])
  if (roll < 0.88 && dead.length > 0) return step('revive', [pick(dead)])
  if (roll < 0.94) return step('audit', [])
  return step('refused', [pick(alive)])
}

function fresh(writer: number, model: Model): string {
  return `tgt_w${padded(writer, 2)}d${padded(model.made)}`
}

/** Takes the result of a step into the model. */
export function apply(model: Model, step: Step): void {
  const { writer, n, kind, ids } = step
  if (kind === 'refused') return
  model.audited.push(n)
  if (step.counts) model.counted += 1
  const name = nameAt(writer, n)
  const host = `http://${name.replace(' ', '-')}`
  for (const id of ids) {
    const before = model.documents.get(id)
    if (kind === 'delete') {
      model.documents.delete(id)
      if (before) model.dead.set(id, { cl: before.cl + 1, version: before.version + 1 })
    } else if (before) model.documents.set(id, { name, host, version: before.version + 1, cl: before.cl })
    else {
      const last = model.dead.get(id) ?? { cl: 0, version: 0 }
      model.documents.set(id, { name, host, version: last.version + 1, cl: last.cl + 1 })
      model.dead.delete(id)
      if (kind === 'create') model.made += 1
    }
  }
}

/** What the operations 1 to `last` of a writer leave behind. */
export function modelUpTo(seed: number, writer: number, last: number): Model {
  const model = emptyModel()
  for (let n = 1; n <= last; n += 1) apply(model, stepOf(seed, writer, n, model))
  return model
}

export function bulkId(writer: number, n: number, index: number): string {
  return `act_w${padded(writer, 2)}n${padded(n)}r${index}`
}
