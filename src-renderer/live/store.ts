import { create } from 'zustand'
import type { Activity } from '../../src-engine/contract/activity.ts'

export type Connection =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  | { readonly state: 'offline'; readonly since: number; readonly nextTry: number }

const KEPT = 200

interface LiveStore {
  readonly connection: Connection
  /** Latest activity, newest first, as it came in since the page was opened. */
  readonly feed: readonly Activity[]
  connected(): void
  lost(retryIn: number): void
  add(activity: Activity): void
  reset(): void
}

export const useLive = create<LiveStore>((set) => ({
  connection: { state: 'connecting' },
  feed: [],
  connected: () => set({ connection: { state: 'live' } }),
  lost: (retryIn) =>
    set(({ connection }) => ({
      connection: {
        state: 'offline',
        since: connection.state === 'offline' ? connection.since : Date.now(),
        nextTry: Date.now() + retryIn,
      },
    })),
  add: (activity) =>
    set(({ feed }) => (feed.some(({ id }) => id === activity.id) ? {} : { feed: [activity, ...feed].slice(0, KEPT) })),
  reset: () => set({ connection: { state: 'connecting' }, feed: [] }),
}))
