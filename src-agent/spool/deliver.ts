import { createHash } from 'node:crypto'
import { runtimeConversations, runtimeEvents, runtimeResult, runtimeRun } from '../../src-engine/contract/runtime.ts'
import { backOff, isTransient, type ControlClient } from '../control/index.ts'
import { sentence } from '../errors.ts'
import { log } from '../log.ts'
import type { SpoolEntry } from './entry.ts'
import type { Spool } from './spool.ts'

const MOST = { event: 500, turn: 200, result: 1, report: 1 } as const
const BATCH_BYTES = 3 * 1024 * 1024

/** Delivers the spool, in order and in batches, until `signal` aborts. While nobody takes it, it waits and tries again. */
export async function deliverSpool(spool: Spool, client: ControlClient, signal: AbortSignal): Promise<void> {
  let failures = 0
  const over = aborted(signal)
  while (!signal.aborted) {
    const appended = spool.appended()
    const batch = nextBatch(spool.peek())
    if (batch.length === 0) {
      await Promise.race([appended, over])
      continue
    }
    try {
      await deliverBatch(spool, client, batch, signal)
      failures = 0
    } catch (error) {
      if (signal.aborted) return
      if (!isTransient(error)) throw error
      if (failures === 0)
        log('warn', 'records wait on disk for the control center', { waiting: spool.waiting(), why: sentence(error) })
      failures += 1
      await backOff(failures, signal, error.retryAfterMs).catch(() => undefined) // Aborted: the loop ends by itself.
    }
  }
}

/** Delivers what is there once; used at shutdown. Throws when the control center does not take it. */
export async function drainSpool(spool: Spool, client: ControlClient, signal: AbortSignal): Promise<void> {
  for (let batch = nextBatch(spool.peek()); batch.length > 0; batch = nextBatch(spool.peek()))
    await deliverBatch(spool, client, batch, signal)
}

/** The longest run of entries of one kind at the head that fits into one request. */
function nextBatch(entries: readonly SpoolEntry[]): SpoolEntry[] {
  const kind = entries[0]?.item.kind
  const batch: SpoolEntry[] = []
  let bytes = 0
  for (const entry of entries) {
    bytes += Buffer.byteLength(JSON.stringify(entry.item.body))
    if (entry.item.kind !== kind || batch.length >= MOST[kind] || (batch.length > 0 && bytes > BATCH_BYTES)) break
    batch.push(entry)
  }
  return batch
}

// One bad record must not hold up all that follow: a refused batch is halved until the bad one stands alone.
async function deliverBatch(
  spool: Spool,
  client: ControlClient,
  batch: readonly SpoolEntry[],
  signal: AbortSignal,
): Promise<void> {
  const tail = batch.at(-1)
  if (tail === undefined) return
  try {
    await send(client, batch, signal)
  } catch (error) {
    if (isTransient(error) || signal.aborted) throw error
    if (batch.length > 1) {
      const half = batch.length >> 1
      await deliverBatch(spool, client, batch.slice(0, half), signal)
      await deliverBatch(spool, client, batch.slice(half), signal)
      return
    }
    log('error', 'the control center refused a record; it is kept in rejected.jsonl', {
      kind: tail.item.kind,
      seq: tail.seq,
      why: sentence(error),
    })
    spool.reject(tail, sentence(error))
  }
  spool.delivered(tail.seq)
}

async function send(client: ControlClient, batch: readonly SpoolEntry[], signal: AbortSignal): Promise<void> {
  const head = batch[0]?.item
  if (head === undefined) return
  switch (head.kind) {
    case 'result':
      await client.call(runtimeResult, { body: head.body, key: head.key, signal })
      return
    case 'report':
      await client.call(runtimeRun, { body: head.body, key: head.key, signal })
      return
    case 'event':
      await client.call(runtimeEvents, {
        body: { events: batch.flatMap(({ item }) => (item.kind === 'event' ? [item.body] : [])) },
        key: batchKey(batch),
        signal,
      })
      return
    case 'turn':
      await client.call(runtimeConversations, {
        body: { turns: batch.flatMap(({ item }) => (item.kind === 'turn' ? [item.body] : [])) },
        key: batchKey(batch),
        signal,
      })
  }
}

// The same records always make the same key; a batch that grew is a new request of records that carry their own keys.
function batchKey(batch: readonly SpoolEntry[]): string {
  const hash = createHash('sha256')
  for (const { item } of batch) hash.update(`${item.key}\n`)
  return `batch.${hash.digest('hex')}`
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
