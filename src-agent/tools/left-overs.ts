import type { ProcessEntry } from './process-table.ts'

/** Names the call in the environment of everything it starts. */
export const CALL_MARK = 'AGENT_CALL'

/** A program that a call of `exec` started. */
export interface StartedProgram {
  readonly call: string
  /** Process id of the program, which leads its group and session; null for one that a dead agent started. */
  readonly leader: number | null
  /** What its output leads to: nobody else's does. */
  readonly outputs: readonly string[]
}

/** The agent itself, and whether all processes it sees are its own doing, as in a container. */
export interface Surroundings {
  readonly self: number
  readonly alone: boolean
  /** Other programs under way, which are to be left alone. */
  readonly others: readonly StartedProgram[]
}

/**
 * Every process that a program started, the program among them: what is in its group or session, descends from it,
 * carries the call's mark in its environment, or writes to the call's output; and what those started. Where the agent is
 * alone, also whatever has lost its parent and belongs to no other call: there is nobody else it could belong to.
 * Elsewhere a program that starts a session, clears its environment, closes its output and lets its parent end is not
 * told from any other process of the user.
 */
export function leftOversOf(
  table: readonly ProcessEntry[],
  program: StartedProgram,
  { self, alone, others }: Surroundings,
): number[] {
  const own = grown(table, self, (entry) => belongs(entry, program))
  if (alone) {
    const taken = new Set(others.flatMap((other) => [...grown(table, self, (entry) => belongs(entry, other))]))
    const kept = ancestorsOf(table, self)
    const orphans = grown(table, self, ({ pid, parent }) => parent === 1 && pid !== 1 && !kept.has(pid))
    for (const pid of orphans) if (!taken.has(pid) && !kept.has(pid)) own.add(pid)
  }
  return [...own]
}

function belongs({ pid, group, session, environment, outputs }: ProcessEntry, program: StartedProgram): boolean {
  const { leader, call } = program
  return (
    (leader !== null && (pid === leader || group === leader || session === leader)) ||
    environment.includes(`${CALL_MARK}=${call}`) ||
    outputs.some((output) => program.outputs.includes(output))
  )
}

/** What matches, and all that descends from it; never the agent itself. */
function grown(table: readonly ProcessEntry[], self: number, matches: (entry: ProcessEntry) => boolean): Set<number> {
  const found = new Set(table.filter((entry) => entry.pid !== self && matches(entry)).map(({ pid }) => pid))
  for (let before = -1; before !== found.size;) {
    before = found.size
    for (const { pid, parent } of table) if (pid !== self && found.has(parent)) found.add(pid)
  }
  return found
}

function ancestorsOf(table: readonly ProcessEntry[], self: number): Set<number> {
  const parents = new Map(table.map(({ pid, parent }) => [pid, parent]))
  const found = new Set<number>()
  for (let pid: number | undefined = self; pid !== undefined && pid > 0 && !found.has(pid); pid = parents.get(pid))
    found.add(pid)
  return found
}
