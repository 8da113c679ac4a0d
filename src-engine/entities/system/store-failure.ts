import { type Store, activityEvents } from '../../store/index.ts'

/** Reads from both database files; what went wrong, or null when both answer. */
export function storeFailure(store: Store): Error | null {
  try {
    store.changes.head()
    store.stream(activityEvents).get('')
    return null
  } catch (error) {
    if (error instanceof Error) return error
    throw error
  }
}
