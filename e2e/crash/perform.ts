import { z } from 'zod'
import { targets } from '../../src-engine/contract/targets.ts'
import { type LocalKind, type Store, type Tx, activityEvents, stateHistory } from '../../src-engine/store/index.ts'
import { BULK_RECORDS, bulkId, nameAt, ORG, padded, SHARED, type Step } from './plan.ts'

const progress = z.object({ n: z.int() })
/** Each writer's last operation, as a local record. */
export const progressRecords: LocalKind<z.output<typeof progress>> = { kind: 'crash', schema: progress }

const createdAt = '2026-01-01T00:00:00.000Z'

class Refusal extends Error {}

/** Makes the shared document when it is not there yet. */
export async function prepare(store: Store): Promise<void> {
  if (store.get(targets, ORG, SHARED)) return
  await store.transaction({ org: ORG, actor: 'setup', requestId: 'setup' }, (tx) => {
    tx.insert(targets, { id: SHARED, org: ORG, createdAt, name: 'count 0', place: { kind: 'local' } })
    tx.audit({ action: 'crash.setup', target: SHARED })
  })
}

/**
 * Carries out one step; resolves when the store acknowledged it (a refused one: when it was refused).
 * @param single whether its writer has nothing else under way: then it depends on nobody, unless it counts with others
 */
export async function perform(store: Store, step: Step, single: boolean): Promise<void> {
  const { writer, n } = step
  const transact = single && !step.counts ? store.independent : store.transaction
  try {
    await transact({ org: ORG, actor: `user:w${writer}`, requestId: `${writer}-${n}` }, (tx) => body(tx, step))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
}

function body(tx: Tx, { writer, n, kind, ids, counts }: Step): void {
  const name = nameAt(writer, n)
  const place = { kind: 'docker' as const, host: `http://${name.replace(' ', '-')}` }
  for (const id of ids) {
    if (kind === 'delete') tx.remove(targets, id)
    else if (kind === 'create' || kind === 'revive') tx.insert(targets, { id, org: ORG, createdAt, name, place })
    else tx.update(targets, id, { name, place })
  }
  if (counts) {
    const count = Number(tx.get(targets, SHARED)?.doc.name.split(' ')[1])
    tx.update(targets, SHARED, { name: `count ${count + 1}` })
  }
  tx.audit({ action: `crash.${kind}`, target: ids[0] ?? 'none', details: { w: writer, n } })
  tx.append(stateHistory, {
    id: `mov_w${padded(writer, 2)}n${padded(n)}`,
    doc: { from: null, to: 'draft', by: `w${writer}`, reason: String(n) },
  })
  tx.local.put(progressRecords, `w${writer}`, { n })
  tx.status(`crash/w${writer}`, { n })
  tx.emit({ kind: 'target', id: ids[0] ?? 'none', agent: null, data: { w: writer, n } })
  if (kind === 'refused') throw new Refusal('on purpose')
}

/** Appends the records of one bulk operation; resolves when all are acknowledged. */
export async function performBulk(store: Store, writer: number, n: number): Promise<void> {
  const appends = Array.from({ length: BULK_RECORDS }, (_, index) =>
    store.append(activityEvents, {
      id: bulkId(writer, n, index),
      org: ORG,
      at: createdAt,
      type: 'warning',
      doc: { type: 'warning', message: `${nameAt(writer, n)} r${index}`, data: {} },
    }),
  )
  await Promise.all(appends)
}
