import { EngineError } from '../../../kernel/errors.ts'
import type { KillReport } from '../../adapter.ts'
import { endEverything, freezeEverything } from './end.ts'
import { explain, privateFolder } from './files.ts'
import { highestMark, writeMark } from './marks.ts'
import type { AgentPaths } from './paths.ts'

/**
 * Freezes all processes of an agent, leaves the mark that forbids a start and ends them. A frozen process cannot act on
 * SIGTERM and is not thawed for it: what it had under way stops here, and what it owes is on its disk.
 */
export async function killWorkload(paths: AgentPaths, killNo: number): Promise<KillReport> {
  const frozen = await freezeEverything(paths)
  const unmarked = await mark(paths, killNo)
  const left = await endEverything(paths)
  if (unmarked) throw unmarked
  if (left > 0)
    return {
      confirmed: false,
      detail: `${left} processes of the agent do not end: the system holds them. Restart this machine.`,
    }
  return {
    confirmed: true,
    detail: `${frozen} ${frozen === 1 ? 'process' : 'processes'} of the agent frozen and ended; no other is found on this machine. ${SEEN_BY}`,
  }
}

/** What was verified, and no more: this machine keeps no list of what an agent's programs have started. */
const SEEN_BY =
  process.platform === 'linux'
    ? 'Looked for by command line, process group, descent and the environment of programs; one that left all of these is not seen.'
    : 'Looked for by command line, process group and descent; a program that left all of these is not seen.'

/** A mark that cannot be left does not keep the processes alive; it is told afterwards. */
async function mark(paths: AgentPaths, killNo: number): Promise<Error | null> {
  try {
    await privateFolder(paths.home)
    await writeMark(paths, killNo)
    if (((await highestMark(paths)) ?? 0) >= killNo) return null
    return new EngineError(
      'target_failed',
      'The kill mark is not in the app’s data folder; the agent could be started again. Kill it again.',
    )
  } catch (error) {
    return explain(error, 'leaving the kill mark', paths.home)
  }
}
