import type { Role } from '../contract/access.ts'

/** Who acts. Every verb receives one; there is no ambient identity. */
export type Actor =
  | { readonly kind: 'anonymous' }
  /** Holds the one-time token of the first start. */
  | { readonly kind: 'setup' }
  | { readonly kind: 'user'; readonly id: string; readonly org: string; readonly role: Role; readonly session: string }
  | { readonly kind: 'agent'; readonly id: string; readonly org: string; readonly instance: string }
  /** The engine itself: reconciler, timers, start-up. `job` names which. */
  | { readonly kind: 'system'; readonly org: string; readonly job: string }

/** The actor as it stands in audit rows, histories and outbox ops: `user:usr_…`, `system:reconcile`. */
export function actorName(actor: Actor): string {
  switch (actor.kind) {
    case 'anonymous':
      return 'anonymous'
    case 'setup':
      return 'setup'
    case 'user':
      return `user:${actor.id}`
    case 'agent':
      return `agent:${actor.id}`
    case 'system':
      return `system:${actor.job}`
  }
}
