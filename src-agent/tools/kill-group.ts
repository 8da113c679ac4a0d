import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** Names the call in the environment of everything it starts. */
export const CALL_MARK = 'AGENT_CALL'

/**
 * Ends the process group of a call at once, and on Linux also every process that carries the call's mark: a program
 * that called setsid has left the group but not its environment.
 */
export function killGroup(leader: number, call: string): void {
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(leader), '/T', '/F'], { stdio: 'ignore' })
    return
  }
  signalQuietly(-leader)
  killMarked(call)
}

/** Ends what is left of a call whose agent was killed while it ran. Only Linux shows the environment of a process. */
export function killMarked(call: string): void {
  if (process.platform === 'linux') for (const pid of markedProcesses(`${CALL_MARK}=${call}`)) signalQuietly(pid)
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

function markedProcesses(mark: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => environmentOf(name).includes(mark))
    .map(Number)
}

function environmentOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
  } catch {
    return [] // Gone meanwhile, or another user's: not one of ours.
  }
}
