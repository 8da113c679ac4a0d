import { readFileSync } from 'node:fs'

/** Whether a process still runs (Linux). A zombie that nobody has waited for is dead. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false // No such process any more.
  }
}
