import { create } from 'zustand'
import type { Organization } from '../../src-engine/contract/organizations.ts'
import type { User } from '../../src-engine/contract/users.ts'

/** Who is at the screen. Which screen that gives is decided in app.tsx. */
export type Session =
  | { readonly state: 'starting' }
  | { readonly state: 'unreachable'; readonly error: unknown }
  | { readonly state: 'setup'; readonly token: string | null }
  | { readonly state: 'signed-out'; readonly ended: boolean }
  | { readonly state: 'signed-in'; readonly user: User; readonly organization: Organization }

interface SessionStore {
  readonly session: Session
  set(session: Session): void
  signedIn(grant: { readonly user: User; readonly organization: Organization }): void
  /** The session is over; `ended` is true when there was one. */
  signedOut(): void
}

export const useSession = create<SessionStore>((set) => ({
  session: { state: 'starting' },
  set: (session) => set({ session }),
  signedIn: ({ user, organization }) => set({ session: { state: 'signed-in', user, organization } }),
  signedOut: () => set(({ session }) => ({ session: { state: 'signed-out', ended: session.state === 'signed-in' } })),
}))
