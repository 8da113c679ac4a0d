import type { AccessRule } from '../../contract/access.ts'
import { type OrgActor, authorizeIn } from '../../kernel/authorize.ts'
import { EngineError } from '../../kernel/errors.ts'
import type { Ctx } from '../context.ts'

/**
 * Holds the actor against the rule once more, as it is now: for verbs that waited for something slow. Call it inside the
 * transaction, so that nothing comes between.
 * @returns the actor with the role of now
 * @throws EngineError `unauthenticated` when the session has ended or the person was disabled or removed, `forbidden`
 */
export function authorizeNow(
  { actor, sessions }: Pick<Ctx, 'actor' | 'sessions'>,
  operation: { readonly id: string; readonly rule: AccessRule },
): OrgActor {
  if (actor.kind !== 'user') return authorizeIn(actor, operation)
  const now = sessions.actorOf(actor.session)
  if (!now) throw new EngineError('unauthenticated', 'This session has ended. Sign in again.')
  return authorizeIn(now, operation)
}
