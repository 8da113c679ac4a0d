import type { WalMark } from './wal.ts'

/** What a child reported before it was killed. */
export interface Ledger {
  /** Acknowledged document operations, by writer. */
  readonly main: ReadonlyMap<number, readonly number[]>
  /** Acknowledged bulk operations, by writer. */
  readonly bulk: ReadonlyMap<number, readonly number[]>
  /** The last successful sync of each file. */
  readonly synced: ReadonlyMap<string, WalMark>
  readonly acknowledged: number
  /** How often a WAL was seen to have been started over. */
  readonly restarts: number
}

export interface LedgerWriter extends Ledger {
  /** Takes what came through the pipe; a line that was cut off is dropped with the process that wrote it. */
  read(chunk: string): void
}

export function createLedger(): LedgerWriter {
  const main = new Map<number, number[]>()
  const bulk = new Map<number, number[]>()
  const synced = new Map<string, WalMark>()
  let rest = ''
  let acknowledged = 0
  let restarts = 0

  function note(line: string): void {
    const [kind, ...words] = line.split(' ')
    if (kind === 's') {
      const [file = '', salts = '', frames] = words
      const before = synced.get(file)
      if (before && before.frames > 0 && before.salts !== salts) restarts += 1
      synced.set(file, { salts, frames: Number(frames) })
      return
    }
    if (kind !== 'a' && kind !== 'b') throw new Error(`the child said: ${line}`)
    const [writer, n] = words.map(Number)
    if (writer === undefined || n === undefined) throw new Error(`the child said: ${line}`)
    const book = kind === 'a' ? main : bulk
    const list = book.get(writer) ?? []
    list.push(n)
    book.set(writer, list)
    acknowledged += 1
  }
  return {
    main,
    bulk,
    synced,
    get acknowledged() {
      return acknowledged
    },
    get restarts() {
      return restarts
    },
    read(chunk) {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) note(line)
    },
  }
}
