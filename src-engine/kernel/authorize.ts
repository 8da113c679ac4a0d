import { type AccessRule, type Role, roles } from '../contract/access.ts'
import type { Actor } from './actor.ts'
import { EngineError } from './errors.ts'

/** True when `role` is at least `atLeast` in owner > admin > member > viewer. */
export function reaches(role: Role, atLeast: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(atLeast)
}

/** An actor that belongs to an organization. */
export type OrgActor = Extract<Actor, { readonly org: string }>

/**
 * Holds an actor against the rule of an operation.
 * @throws EngineError `unauthenticated` when nobody is signed in, `forbidden` when the role does not reach.
 */
export function authorize(actor: Actor, operation: { readonly id: string; readonly rule: AccessRule }): void {
  const { rule } = operation
  switch (rule.kind) {
    case 'public':
      return
    case 'setup':
      if (actor.kind === 'setup') return
      throw new EngineError(
        'unauthenticated',
        'This needs the one-time token that was printed when the app was started.',
      )
    case 'agent':
      if (actor.kind === 'agent') return
      throw new EngineError('unauthenticated', 'This needs the token of a deployed agent.')
    case 'role':
      if (actor.kind === 'system') return
      if (actor.kind !== 'user') throw new EngineError('unauthenticated', 'Sign in first.')
      if (reaches(actor.role, rule.atLeast)) return
      throw new EngineError('forbidden', `This needs the role ${rule.atLeast} or higher; yours is ${actor.role}.`, {
        details: { operation: operation.id, needs: rule.atLeast, has: actor.role },
      })
  }
}

/**
 * The same for an operation inside an organization, and the organization to act in.
 * @throws EngineError as {@link authorize}; `unauthenticated` when the actor belongs to none.
 */
export function authorizeIn(actor: Actor, operation: { readonly id: string; readonly rule: AccessRule }): OrgActor {
  authorize(actor, operation)
  if ('org' in actor) return actor
  throw new EngineError('unauthenticated', 'Sign in first.')
}
