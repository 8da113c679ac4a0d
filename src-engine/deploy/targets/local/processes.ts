import { execFile } from 'node:child_process'
import { readFile, readdir } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** One process of this machine. `started` tells two apart that had the same id: clock ticks since boot on Linux, a date elsewhere. */
export interface Process {
  readonly pid: number
  readonly parent: number
  readonly group: number
  readonly started: string
  readonly frozen: boolean
  /** Arguments, where the system tells them apart; else the whole line as one. */
  readonly command: readonly string[]
}

/** All processes but zombies, which only wait to be collected. */
export async function listProcesses(): Promise<Process[]> {
  return process.platform === 'linux' ? await fromProc() : await fromPs()
}

/** The process with this id, or null. */
export async function findProcess(pid: number): Promise<Process | null> {
  if (process.platform === 'linux') return await readProc(String(pid))
  return (await fromPs()).find((found) => found.pid === pid) ?? null
}

async function fromProc(): Promise<Process[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  return (await Promise.all(pids.map(readProc))).filter((found) => found !== null)
}

async function readProc(pid: string): Promise<Process | null> {
  try {
    const [stat, command] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
    ])
    // The name stands in brackets and may itself hold brackets and spaces (proc_pid_stat(5)).
    const [state = 'Z', parent, group, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (state === 'Z' || state === 'X') return null
    return {
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      started: rest[16] ?? '',
      frozen: state === 'T' || state === 't',
      command: command.split('\0').slice(0, -1),
    }
  } catch {
    return null // Gone meanwhile.
  }
}

async function fromPs(): Promise<Process[]> {
  const { stdout } = await run('ps', ['-axww', '-o', 'pid=,ppid=,pgid=,stat=,lstart=,command='], {
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, LC_ALL: 'C' },
  })
  return stdout.split('\n').flatMap((line): Process[] => {
    const found = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\w+ \w+\s+\d+ [\d:]+ \d+)\s+(.*)$/.exec(line)
    if (!found) return []
    const [, pid, parent, group, state = '', started = '', command = ''] = found
    if (state.startsWith('Z')) return []
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        group: Number(group),
        started,
        frozen: state.startsWith('T'),
        command: [command],
      },
    ]
  })
}

/**
 * Whether a process with this id is there. A zombie, which nobody collects, has ended.
 * @param started when it began, to tell it from a later one of the same id; null when that is not known. Looked at on
 * Linux alone: elsewhere it takes a program to learn it.
 */
export async function isAlive(pid: number, started: string | null): Promise<boolean> {
  if (process.platform === 'linux') {
    const found = await readProc(String(pid))
    return found !== null && (started === null || found.started === started)
  }
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: somebody else's process has the id now.
    if (error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM')) return false
    throw error
  }
}

/** The environment a process was started with, as `NAME=value`; empty where the system does not show it. */
export async function environmentOf(pid: number): Promise<readonly string[]> {
  if (process.platform !== 'linux') return []
  try {
    return (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0')
  } catch {
    return [] // Gone meanwhile, or of another user: not one of ours.
  }
}

/** Sends a signal; a process (or, negative, a group) that is gone is fine. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    // macOS says EPERM of a group in which only zombies are left.
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'ESRCH' && code !== 'EPERM') throw error
  }
}
