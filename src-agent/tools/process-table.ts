import { readFileSync, readdirSync, readlinkSync } from 'node:fs'

/** One process as `/proc` shows it. */
export interface ProcessEntry {
  readonly pid: number
  readonly parent: number
  readonly group: number
  readonly session: number
  /** Its environment at its start; empty where it is another user's. */
  readonly environment: readonly string[]
  /** The pipes and sockets that its standard output and error lead to, as `socket:[…]`. Files are nobody's own. */
  readonly outputs: readonly string[]
}

/** All processes of this namespace but zombies, which only wait to be collected. Linux alone has such a table. */
export function processTable(): ProcessEntry[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => entryOf(name) ?? [])
}

/** The pipes and sockets a process writes to; empty once it has ended. */
export function outputsOf(pid: number | string): string[] {
  return [1, 2].flatMap((number) => {
    try {
      const leadsTo = readlinkSync(`/proc/${pid}/fd/${number}`)
      return /^(?:socket|pipe):\[\d+\]$/.test(leadsTo) ? [leadsTo] : []
    } catch {
      return [] // Closed, gone meanwhile, or another user's.
    }
  })
}

function entryOf(name: string): ProcessEntry | null {
  try {
    const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
    // The name stands in brackets and may itself hold brackets and spaces (proc_pid_stat(5)).
    const [state, parent, group, session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (state === 'Z' || state === 'X') return null
    return {
      pid: Number(name),
      parent: Number(parent),
      group: Number(group),
      session: Number(session),
      environment: environmentOf(name),
      outputs: outputsOf(name),
    }
  } catch {
    return null // Gone meanwhile.
  }
}

function environmentOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
  } catch {
    return [] // Gone meanwhile, or another user's: not one of ours.
  }
}
