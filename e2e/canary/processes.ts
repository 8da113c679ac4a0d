import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import type { Scanner } from './scanner.ts'

/** A value in what a process shows of itself. */
export interface Shown {
  readonly pid: number
  readonly where: 'arguments' | 'environment'
  readonly names: readonly string[]
}

/** Arguments and environment of every process that this user can see. */
export function searchProcesses(scanner: Scanner): Shown[] {
  return (process.platform === 'linux' ? fromProc() : fromPs()).flatMap(({ pid, where, text }) => {
    const names = scanner.find(text)
    return names.length > 0 ? [{ pid, where, names }] : []
  })
}

type Line = Pick<Shown, 'pid' | 'where'> & { readonly text: Buffer }

function fromProc(): Line[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => [
      { pid: Number(pid), where: 'arguments' as const, text: readIfAllowed(`/proc/${pid}/cmdline`) },
      { pid: Number(pid), where: 'environment' as const, text: readIfAllowed(`/proc/${pid}/environ`) },
    ])
}

function readIfAllowed(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    // Ended meanwhile, or somebody else's.
    if (
      error instanceof Error &&
      'code' in error &&
      ['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(String(error.code))
    )
      return Buffer.alloc(0)
    throw error
  }
}

function fromPs(): Line[] {
  const list = (options: string): string[] =>
    execFileSync('ps', [options, '-o', 'pid=,command='], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }).split('\n')
  const line =
    (where: Shown['where']) =>
    (text: string): Line => ({ pid: Number.parseInt(text, 10), where, text: Buffer.from(text) })
  return [...list('-axww').map(line('arguments')), ...list('-axwwE').map(line('environment'))]
}
