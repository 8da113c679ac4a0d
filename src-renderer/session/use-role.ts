import { roles, type Role } from '../../src-engine/contract/access.ts'
import { useSession } from './store.ts'

/** Whether the person at the screen has at least this role. The engine decides; this only spares them a refusal. */
export function useCan(atLeast: Role): boolean {
  return useSession(
    ({ session }) => session.state === 'signed-in' && roles.indexOf(session.user.role) >= roles.indexOf(atLeast),
  )
}
