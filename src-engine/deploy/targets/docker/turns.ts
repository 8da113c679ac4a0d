/** Lets only one at a time do what bears the same key; the others wait for their turn. */
export interface Turns {
  take<T>(key: string, act: () => Promise<T>): Promise<T>
}

export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>()
  return {
    async take(key, act) {
      const before = last.get(key)
      // Whether the one before succeeded is its own caller's matter.
      const mine = before === undefined ? act() : before.then(act, act)
      last.set(key, mine)
      try {
        return await mine
      } finally {
        if (last.get(key) === mine) last.delete(key)
      }
    },
  }
}
