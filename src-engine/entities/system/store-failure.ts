import { EngineError } from '../../kernel/errors.ts'
import { type Store, activityEvents } from '../../store/index.ts'

/** Reads from both database files; what went wrong, also with a write before, or null when both answer. */
export function storeFailure(store: Store): Error | null {
  try {
    store.changes.head()
    store.stream(activityEvents).get('')
    return store.failure()
  } catch (error) {
    if (error instanceof Error) return error
    throw error
  }
}

/** What a person can do about it. */
export function failureSentence(failure: Error): string {
  // What the store says about itself is for people already; what SQLite throws is not.
  return failure instanceof EngineError
    ? failure.message
    : 'The database files of this app do not answer. Start the app again; its data is safe on disk.'
}
