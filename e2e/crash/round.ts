import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Assignment } from './assignment.ts'
import { type Findings, type Promised, examine } from './examine.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { type Cut, type Remainder, cutPower } from './power-cut.ts'

const REMAINDERS: readonly Remainder[] = ['none', 'beginning', 'torn', 'beginning']
/** A writer that has not got so far by then hangs. */
const PATIENCE_MS = 60_000

/** The two ways a round ends, both examined: the process alone dies, or the machine with it. */
export type Ending = 'kill' | 'power-cut'

export interface RoundPlan {
  readonly assignment: Assignment
  /** What the next round finds. */
  readonly leaves: Ending
  /** Kill no earlier than after this many acknowledgements. */
  readonly acknowledgements: number
  /** And then at a random instant within this time. */
  readonly withinMs: number
}

export interface RoundResult {
  /** What a kill left, and what a power cut at the same instant left, at its worst. */
  readonly findings: Readonly<Record<Ending, Findings>>
  readonly ledger: Ledger
  readonly cuts: readonly Cut[]
}

/**
 * Starts the writing child, kills it, and examines what is left; then cuts the power as well, and examines every kind of
 * remainder. All of it on copies, but for the last remainder where the round leaves a power cut: that one is what the
 * next round finds.
 */
export async function playRound(
  { assignment, leaves, acknowledgements, withinMs }: RoundPlan,
  before: Promised,
): Promise<RoundResult> {
  const ledger = await writeAndKill(assignment, acknowledgements, Math.random() * withinMs)
  const { directory, seed } = assignment
  const cut = (at: string, remainder: Remainder): Cut[] =>
    ['control.db', 'streams.db'].map((file) => cutPower(at, file, ledger.synced.get(file), remainder))
  const kill = await examine(directory, seed, before, ledger)
  const last = Math.floor(Math.random() * REMAINDERS.length)
  const [found, cuts]: [Findings[], Cut[]] = [[], []]
  for (const remainder of REMAINDERS.toSpliced(last, 1))
    found.push(await examine(directory, seed, before, ledger, (copy) => void cut(copy, remainder)))
  const onto = (at: string): void => void cuts.push(...cut(at, REMAINDERS[last] ?? 'none'))
  if (leaves === 'power-cut') onto(directory)
  const findings = await examine(directory, seed, before, ledger, leaves === 'power-cut' ? undefined : onto)
  found.push(findings)
  return {
    ledger,
    cuts,
    findings: {
      kill,
      'power-cut': {
        ...findings,
        lost: Math.max(...found.map(({ lost }) => lost)),
        problems: [...new Set(found.flatMap(({ problems }) => problems))],
      },
    },
  }
}

async function writeAndKill(assignment: Assignment, enough: number, delayMs: number): Promise<Ledger> {
  const ledger = createLedger()
  const child = spawn(process.execPath, [join(import.meta.dirname, 'writer.ts'), JSON.stringify(assignment)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const closed = once(child, 'close')
  let killing: Promise<void> | null = null
  async function killSoon(): Promise<void> {
    await sleep(delayMs)
    child.kill('SIGKILL')
  }
  if (enough === 0) killing = killSoon()
  child.stdout.setEncoding('utf8')
  child.stdout.on('data', (chunk: string) => {
    ledger.read(chunk)
    if (ledger.acknowledged >= enough) killing ??= killSoon()
  })
  let late = false
  const patience = setTimeout(() => {
    late = true
    child.kill('SIGKILL')
  }, PATIENCE_MS)
  await closed
  clearTimeout(patience)
  if (late) throw new Error(`only ${ledger.acknowledged} writes were acknowledged in ${PATIENCE_MS / 1_000} s`)
  if (child.signalCode !== 'SIGKILL')
    throw new Error(`the writer ended by itself (exit ${child.exitCode}); what it said stands above`)
  await killing
  return ledger
}
