import { type Role } from '../../contract/access.ts'
import { type User, users } from '../../contract/users.ts'
import type { OrgActor } from '../../kernel/authorize.ts'
import { reaches } from '../../kernel/authorize.ts'
import { EngineError } from '../../kernel/errors.ts'
import type { Store } from '../../store/index.ts'

/** @throws EngineError `forbidden` when an actor would grant a role above its own. */
export function refuseAboveSelf(actor: OrgActor, role: Role): void {
  if (actor.kind === 'user' && !reaches(actor.role, role)) {
    throw new EngineError('forbidden', `You cannot grant the role ${role}: yours is ${actor.role}.`)
  }
}

/** @throws EngineError `forbidden` when an actor would change somebody above itself. */
export function refuseTouchingAbove(actor: OrgActor, user: User): void {
  if (actor.kind === 'user' && !reaches(actor.role, user.role)) {
    throw new EngineError('forbidden', `${user.name} is ${user.role}; your role ${actor.role} does not reach that.`)
  }
}

/** @throws EngineError `conflict` when `next` would leave the organization without an owner who can sign in. */
export function keepLastOwner(store: Store, user: User, next: Pick<User, 'role' | 'disabled'> | null): void {
  const wasOwner = user.role === 'owner' && !user.disabled
  const staysOwner = next !== null && next.role === 'owner' && !next.disabled
  if (!wasOwner || staysOwner) return
  for (const { doc } of store.rows(users, user.org).values()) {
    if (doc.id !== user.id && doc.role === 'owner' && !doc.disabled) return
  }
  throw new EngineError('conflict', `${user.name} is the last owner. Make somebody else an owner first.`)
}
