import type { InsertCounts, Transact, Tx, WriteContext } from './transaction.ts'

interface HasResult<Result> {
  readonly result: Result
}

export interface GroupParts<Written> {
  readonly alone: Transact
  /** Writes what a body wants inside the open SQLite transaction. */
  readonly write: <Result>(
    context: WriteContext,
    body: (tx: Tx) => Result,
    inserts: InsertCounts,
  ) => Written & HasResult<Result>
  /** One SQLite transaction around `work`. @throws what it failed with, after nothing of it was left */
  readonly inTransaction: <Result>(work: () => Result) => Result
  /** Makes memory follow what was written; resolves when it is on the disk. */
  readonly complete: (written: readonly Written[]) => Promise<void>
}

interface Waiting<Written> {
  write(inserts: InsertCounts): Written
  /** Answers its caller with what the last `write` resulted in. */
  resolve(): void
  reject(error: unknown): void
  alone(): void
}

/**
 * Bodies that come in the same turn of the loop share one SQLite transaction: each of them changes the last page of a
 * dozen tables and indexes, and together they write it once. Nobody sees anything of a group before it is committed, and so
 * its bodies do not see each other: it is for those that depend on nothing the others write, like a new document. When one
 * of them cannot be written none is, and then each is by itself, so that only who is to blame is refused. A body may
 * therefore run twice.
 */
export function createGroup<Written>({ alone, write, inTransaction, complete }: GroupParts<Written>): Transact {
  let waiting: Waiting<Written>[] = []

  function flush(): void {
    const group = waiting
    waiting = []
    const written = group.length > 1 ? writeAll(group) : null
    if (!written) {
      for (const one of group) one.alone()
      return
    }
    complete(written).then(
      () => {
        for (const one of group) one.resolve()
      },
      (error: unknown) => {
        for (const one of group) one.reject(error)
      },
    )
  }
  function writeAll(group: readonly Waiting<Written>[]): Written[] | null {
    const inserts: InsertCounts = new Map()
    try {
      return inTransaction(() => group.map((one) => one.write(inserts)))
    } catch {
      // Nothing was written. By itself each is told its own reason, and most of them none.
      return null
    }
  }
  return (context, body) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) process.nextTick(flush)
      let answer = (): void => undefined
      waiting.push({
        write(inserts) {
          const written = write(context, body, inserts)
          answer = () => resolve(written.result)
          return written
        },
        resolve: () => answer(),
        reject,
        alone: () => void alone(context, body).then(resolve, reject),
      })
    })
}
