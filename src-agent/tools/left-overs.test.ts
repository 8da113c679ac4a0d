import { expect, test } from 'vitest'
import { type StartedProgram, leftOversOf } from './left-overs.ts'
import type { ProcessEntry } from './process-table.ts'

const SELF = 7
const program: StartedProgram = { call: 'run.1', leader: 20, outputs: ['socket:[500]'] }
const other: StartedProgram = { call: 'run.2', leader: 30, outputs: ['socket:[600]'] }

function entry(pid: number, parent: number, more: Partial<ProcessEntry> = {}): ProcessEntry {
  return { pid, parent, group: pid, session: pid, environment: [], outputs: [], ...more }
}

/** A container: its init, the agent, the programs of two calls, and what they started. */
const table = [
  entry(1, 0),
  entry(SELF, 1),
  entry(20, SELF),
  entry(21, 20),
  entry(22, 1, { group: 20, session: 20 }),
  entry(23, 1, { session: 20 }),
  entry(24, 1, { environment: ['AGENT_CALL=run.1'] }),
  entry(25, 1, { outputs: ['/dev/null', 'socket:[500]'] }),
  entry(26, 25),
  entry(27, 1),
  entry(28, 27),
  entry(30, SELF),
  entry(31, 1, { environment: ['AGENT_CALL=run.2'] }),
  entry(32, 31),
]

test('finds what a program started by group, session, mark, output and descent', () => {
  const found = leftOversOf(table, program, { self: SELF, alone: false, others: [other] })
  expect(found.toSorted((a, b) => a - b)).toEqual([20, 21, 22, 23, 24, 25, 26])
})

test('alone, also what nobody else can have started; never itself, its parents or another call', () => {
  const found = leftOversOf(table, program, { self: SELF, alone: true, others: [other] })
  expect(found.toSorted((a, b) => a - b)).toEqual([20, 21, 22, 23, 24, 25, 26, 27, 28])
})

test('alone without an init of its own, the agent is the first process', () => {
  const bare = [entry(1, 0), entry(20, 1), entry(27, 1), entry(30, 1), entry(31, 30)]
  const found = leftOversOf(bare, program, { self: 1, alone: true, others: [other] })
  expect(found.toSorted((a, b) => a - b)).toEqual([20, 27])
})
