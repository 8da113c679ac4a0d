/** Runs work one after another, in the order it was handed in; a failure ends only its own. */
export type InTurn = <Result>(work: () => Promise<Result>) => Promise<Result>

export function createInTurn(): InTurn {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const result = last.then(work)
    last = result.catch(() => undefined)
    return result
  }
}

/**
 * The one queue of this process for argon2id: each run takes tens of megabytes and a thread of the pool, so sign-ins and
 * the vault's slots together cannot crowd out other work.
 */
export const stretchInTurn: InTurn = createInTurn()

/** The same for each name by itself: work under different names goes on side by side. */
export type NamedTurns = <Result>(name: string, work: () => Promise<Result>) => Promise<Result>

export function createNamedTurns(): NamedTurns {
  const queues = new Map<string, { readonly inTurn: InTurn; waiting: number }>()
  return async (name, work) => {
    const queue = queues.get(name) ?? { inTurn: createInTurn(), waiting: 0 }
    queues.set(name, queue)
    queue.waiting += 1
    try {
      return await queue.inTurn(work)
    } finally {
      queue.waiting -= 1
      if (queue.waiting === 0) queues.delete(name)
    }
  }
}
