import { runsCancel, runsCreate, runsGet, runsList, runsStream } from '../../contract/runs.ts'
import { type Binding, bind, bindStream } from '../bind.ts'
import { cancelRun } from './cancel.ts'
import { createRun } from './create.ts'
import { getRun } from './get.ts'
import { listRuns } from './list.ts'
import { streamRun } from './stream.ts'

export const runBindings: readonly Binding[] = [
  bind(runsCreate, createRun),
  bind(runsList, listRuns),
  bind(runsGet, getRun),
  bind(runsCancel, cancelRun),
  bindStream(runsStream, streamRun),
]
