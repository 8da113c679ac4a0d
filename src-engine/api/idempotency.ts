import { createHmac, hash as digest, randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Operation } from '../contract/operation.ts'
import { type Actor, actorName } from '../kernel/actor.ts'
import { EngineError } from '../kernel/errors.ts'
import type { Clock } from '../kernel/ports.ts'
import type { LocalKind, LocalRecords, Store } from '../store/index.ts'

/** A repeated request is recognised for a day. */
export const IDEMPOTENCY_MS = 86_400_000
const SECRET_MARK = ':'
const KEY = /^[\x21-\x7e]{1,200}$/

const record = z.object({
  hash: z.string(),
  answer: z.object({ status: z.int(), body: z.string().nullable(), version: z.int().nullable() }).nullable(),
})
type Stored = z.output<typeof record>
const answers: LocalKind<Stored> = { kind: 'idempotency', schema: record }

export interface Answer {
  readonly status: number
  readonly body: string | null
  readonly version: number | null
}

/** A request that carries an `Idempotency-Key`: what it is recognised by. */
export interface OnceKey {
  readonly key: string
  readonly hash: string
}

/**
 * Carries out a request once per `Idempotency-Key` (IETF draft-ietf-httpapi-idempotency-key-header). The mark that it
 * was carried out is written in the same transaction as its effect, so a crash between effect and answer is told apart
 * from a request that never arrived. Nothing of a sign-in is kept, no secret of an answer, and of a body with a secret
 * only what this process can compare.
 */
export interface Idempotency {
  keyOf(header: string | undefined, actor: Actor, operation: Operation, input: unknown): OnceKey | null
  run(once: OnceKey, keep: boolean, work: () => Promise<Answer>): Promise<Answer>
}

export function createIdempotency(store: Store, clock: Clock): Idempotency {
  // A plain hash on the disk would let a password be guessed at leisure; with this key gone it says nothing.
  const secretKey = randomBytes(32)
  const boot = randomBytes(8).toString('hex')

  function hashOf(operation: Operation, input: unknown): string {
    const text = JSON.stringify([operation.id, input])
    if (!operation.secretBody) return digest('sha256', text)
    return `${boot}${SECRET_MARK}${createHmac('sha256', secretKey).update(text).digest('hex')}`
  }
  const running = new Map<string, { readonly hash: string; readonly answer: Promise<Answer> }>()

  async function perform(once: OnceKey, work: () => Promise<Answer>, keep: boolean): Promise<Answer> {
    const answer = await work()
    if (!keep) return answer
    const expiresAt = clock.now() + IDEMPOTENCY_MS
    await store.transaction({ org: null, actor: 'system:idempotency', requestId: '' }, (tx) =>
      tx.local.put(answers, once.key, { hash: once.hash, answer }, { expiresAt }),
    )
    return answer
  }
  return {
    keyOf(header, actor, operation, input) {
      if (header === undefined || operation.method === 'get' || operation.tag === 'auth' || actor.kind !== 'user')
        return null
      if (!KEY.test(header)) {
        const detail = 'is not 1 to 200 visible ASCII characters'
        throw new EngineError('invalid_input', `Idempotency-Key: ${detail}`, {
          fields: [{ in: 'header', pointer: '/Idempotency-Key', detail }],
        })
      }
      return { key: `${actorName(actor)}/${header}`, hash: hashOf(operation, input) }
    },
    async run(once, keep, work) {
      const others = running.get(once.key)
      // One under way has left its mark already but no answer yet, so it is looked for first.
      if (others) {
        if (others.hash !== once.hash) throw usedForAnother()
        return others.answer
      }
      const known = store.local.get(answers, once.key)
      // Hashed by a process that has ended: what it was for cannot be told any more, only that it was carried out.
      if (known?.hash.includes(SECRET_MARK) && !known.hash.startsWith(boot)) answerLost()
      if (known && known.hash !== once.hash) throw usedForAnother()
      if (known) return known.answer ?? answerLost()
      const answer = perform(once, work, keep)
      running.set(once.key, { hash: once.hash, answer })
      try {
        return await answer
      } finally {
        running.delete(once.key)
      }
    },
  }
}

function usedForAnother(): EngineError {
  const detail = 'was used for another request'
  return new EngineError('conflict', `This Idempotency-Key ${detail}.`, {
    fields: [{ in: 'header', pointer: '/Idempotency-Key', detail }],
  })
}

function answerLost(): never {
  throw new EngineError(
    'conflict',
    'This request was carried out already, but its answer was not kept. Load the list again.',
  )
}

/**
 * Leaves the mark inside the transaction of the effect. One carrying out may take several transactions; a mark that
 * another one has left ends the transaction with `conflict`.
 */
export function markCarriedOut(once: OnceKey, now: number): (local: LocalRecords) => void {
  let begun = false
  return (local) => {
    if (!begun && local.get(answers, once.key) !== undefined) answerLost()
    local.put(answers, once.key, { hash: once.hash, answer: null }, { expiresAt: now + IDEMPOTENCY_MS })
    begun = true
  }
}
