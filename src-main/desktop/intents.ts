import type { Intent } from '../../src-engine/contract/desktop-bridge.ts'

const KEPT = 20

export interface Intents {
  /** Hands an intent to the page, or keeps it until the page listens. */
  send(intent: Intent): void
  /** The page listens now. */
  ready(): void
  /** The page was left, reloaded or stopped listening: intents wait again. */
  gone(): void
}

/** Intents on their way to the page. A link that started the app comes long before the page can act on it. */
export function createIntents(deliver: (intent: Intent) => void): Intents {
  let listening = false
  let waiting: Intent[] = []
  return {
    send(intent) {
      if (listening) deliver(intent)
      else waiting = [...waiting, intent].slice(-KEPT)
    },
    ready() {
      listening = true
      for (const intent of waiting) deliver(intent)
      waiting = []
    },
    gone() {
      listening = false
    },
  }
}
