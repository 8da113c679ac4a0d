import { spawn } from 'node:child_process'
import { type StartedProgram, leftOversOf } from './left-overs.ts'
import { processTable } from './process-table.ts'

/** Looks at the process table in a row: what is being started while others are ended is caught by the next. */
const MOST_LOOKS = 5

/** Programs of all calls that are under way in this process. */
const underWay = new Set<StartedProgram>()

/** Notes that a program runs, so that no other call ends it. The answer takes the note back. */
export function noteProgram(program: StartedProgram): () => void {
  underWay.add(program)
  return () => void underWay.delete(program)
}

/**
 * Ends at once what a program started: its process group, and on Linux all that `leftOversOf` finds.
 * @param alone whether every process the agent sees is its own doing, as in its container
 */
export function killGroup(program: StartedProgram, alone: boolean): void {
  if (process.platform === 'win32') {
    if (program.leader !== null) spawn('taskkill', ['/pid', String(program.leader), '/T', '/F'], { stdio: 'ignore' })
    return
  }
  if (program.leader !== null) signalQuietly(-program.leader)
  if (process.platform !== 'linux') return
  const others = [...underWay].filter((other) => other !== program)
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    const left = leftOversOf(processTable(), program, { self: process.pid, alone, others })
    if (left.length === 0) return
    for (const pid of left) signalQuietly(pid)
  }
}

/** Ends what is left of a call whose agent was killed while it ran. Only Linux shows the environment of a process. */
export function killMarked(call: string): void {
  killGroup({ call, leader: null, outputs: [] }, false)
}

function signalQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    // Already gone is what we want; macOS says EPERM of a group in which only zombies are left.
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'ESRCH' && code !== 'EPERM') throw error
  }
}
