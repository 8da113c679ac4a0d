import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { sentence } from '../errors.ts'
import { log } from '../log.ts'
import { writeFileDurably } from '../durable/index.ts'
import { hasEnded, runStateSchema, type RunState } from './run-state.ts'

/** Ended runs whose file is kept, so that a repeated order is known and a watcher can read the end. */
const KEPT_ENDED = 50

export interface RunStore {
  save(state: RunState): void
  /** All runs on disk, oldest first. */
  load(): RunState[]
  /** Removes the oldest ended runs beyond what is kept. */
  prune(states: readonly RunState[]): RunState[]
}

/** One file per run under `stateDir/runs`, replaced as a whole at every transition. */
export function openRunStore(stateDir: string): RunStore {
  const directory = path.join(stateDir, 'runs')
  mkdirSync(directory, { recursive: true, mode: 0o700 })

  function fileOf(run: string): string {
    return path.join(directory, `${run}.json`)
  }

  return {
    save(state) {
      writeFileDurably(fileOf(state.run), JSON.stringify(state))
    },
    load() {
      return readdirSync(directory)
        .filter((name) => name.endsWith('.json'))
        .flatMap((name) => readState(path.join(directory, name)))
        .toSorted((a, b) => a.receivedAt.localeCompare(b.receivedAt))
    },
    prune(states) {
      const gone = states.filter(hasEnded).slice(0, -KEPT_ENDED)
      for (const state of gone) rmSync(fileOf(state.run), { force: true })
      return gone
    },
  }
}

// An unreadable file must not keep the agent from starting; it is set aside, and the control center's list of owed runs brings the run back.
function readState(file: string): RunState[] {
  try {
    return [runStateSchema.parse(JSON.parse(readFileSync(file, 'utf8')))]
  } catch (error) {
    log('error', 'the state of a run is unreadable and set aside', { file: path.basename(file), why: sentence(error) })
    renameSync(file, `${file}.unreadable`)
    return []
  }
}
