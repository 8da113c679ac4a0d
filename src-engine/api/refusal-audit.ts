import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { Operation } from '../contract/operation.ts'
import type { Services } from '../entities/context.ts'
import { type Actor, actorName } from '../kernel/actor.ts'
import type { EngineError } from '../kernel/errors.ts'

/** Rows a minute for one kind of refusal of one actor: the first tell the story, a flood would only bury others. */
const MOST = 10

/** What was asked for and refused. */
export interface Refusal {
  readonly operation: Operation
  readonly actor: Actor
  readonly requestId: string
  readonly path: string
  /** Whether a setup token was presented. */
  readonly withSetupToken: boolean
  readonly error: EngineError
}

/**
 * Puts refusals on record that tell of a limit somebody ran into: rights, moves that are not possible, a standing kill, a
 * budget, and guesses at the setup token. What is merely wrong (input, a thing that is not there) is not.
 */
export function createRefusalAudit({ store }: Pick<Services, 'store'>): (refusal: Refusal) => Promise<void> {
  const limiter = new RateLimiterMemory({ points: MOST, duration: 60 })

  /** How many of a kind there were in its minute, or null beyond what is recorded. */
  async function counted(key: string): Promise<number | null> {
    try {
      return (await limiter.consume(key)).consumedPoints
    } catch (refused) {
      if (refused instanceof RateLimiterRes) return null
      throw refused
    }
  }
  return async ({ operation, actor, requestId, path, withSetupToken, error }) => {
    const isGuess = operation.rule.kind === 'setup' && withSetupToken && error.code === 'unauthenticated'
    const isLimit = 'org' in actor && isRecorded(error)
    if (!isGuess && !isLimit) return
    const org = 'org' in actor ? actor.org : null
    const name = actorName(actor)
    const count = await counted(JSON.stringify([org, name, operation.id, error.code]))
    if (count === null) return
    const more = count === MOST ? { more: 'Further refusals of this kind are not recorded for a minute.' } : {}
    await store.transaction({ org, actor: name, requestId }, (tx) => {
      tx.audit({
        action: operation.id,
        target: path.slice(0, 200),
        outcome: 'refused',
        details: { code: error.code, detail: error.message, ...more },
      })
    })
  }
}

function isRecorded({ code, details }: EngineError): boolean {
  if (code === 'conflict') return details['killNo'] !== undefined
  return code === 'forbidden' || code === 'illegal_transition' || code === 'budget_exceeded'
}
