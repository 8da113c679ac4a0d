// npm run crash -- --rounds N: kills the store while it writes, N times, and holds what is left against every write that
// was acknowledged; each time once more as if the power had been cut at that instant. Prints both totals; exits 1 when
// anything is missing or disagrees. See README.md beside this file for what is simulated and how the harness itself was tried.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Promised } from './examine.ts'
import { BULK_WRITERS, MAIN_WRITERS } from './plan.ts'
import { type Ending, playRound, type RoundPlan, type RoundResult } from './round.ts'

const ACKNOWLEDGEMENTS = 500
/** Rounds that follow each other in one data directory, each on what the last crash left. */
const ROUNDS_PER_DIRECTORY = 5

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '50' } } })
const rounds = Number(values.rounds)
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number of at least 1')

const endings: readonly Ending[] = ['kill', 'power-cut']
const totals = { acknowledged: 0, cutBytes: 0, restarts: 0, unsynced: 0 }
const wrong: Record<Ending, { lost: number; problems: number }> = {
  kill: { lost: 0, problems: 0 },
  'power-cut': { lost: 0, problems: 0 },
}
const started = performance.now()
for (let first = 0; first < rounds; first += ROUNDS_PER_DIRECTORY)
  await playDirectory(first, Math.min(rounds, first + ROUNDS_PER_DIRECTORY))

const seconds = ((performance.now() - started) / 1_000).toFixed(1)
console.log(
  `a WAL was started over ${totals.restarts} times; power cuts took ${Math.round(totals.cutBytes / 1024)} KiB that had not been synced, ${totals.unsynced} times all of a WAL that had just been started over`,
)
// A harness that cuts nothing proves nothing.
const idle = rounds >= 10 && (totals.cutBytes === 0 || totals.restarts === 0)
if (idle) console.log('no power cut took anything away, or no WAL was started over: these rounds prove nothing')
for (const ending of endings) {
  const { lost, problems } = wrong[ending]
  console.log(
    `${ending.padEnd(9)} ${rounds} rounds: ${totals.acknowledged} acknowledged, ${lost} lost, ${problems} disagreements`,
  )
}
const lost = wrong.kill.lost + wrong['power-cut'].lost
const problems = wrong.kill.problems + wrong['power-cut'].problems
console.log(
  `crash: ${rounds} kills and ${rounds} power cuts in ${seconds} s: ${totals.acknowledged} acknowledged, ${lost} lost, ${problems} disagreements`,
)
process.exitCode = lost > 0 || problems > 0 || idle ? 1 : 0

async function playDirectory(from: number, to: number): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'control-crash-'))
  const seed = Math.floor(Math.random() * 2 ** 31)
  let main: readonly number[] = Array.from({ length: MAIN_WRITERS }, () => 0)
  let bulkNext: readonly number[] = Array.from({ length: BULK_WRITERS }, () => 0)
  const bulk = Array.from({ length: BULK_WRITERS }, () => new Set<number>())
  try {
    await play('start', { acknowledgements: 0, withinMs: 700, leaves: 'kill' }, false)
    for (let round = from; round < to; round += 1) {
      const restarts = Math.floor(round / 2) % 2 === 1
      const leaves = round % 2 === 1 ? 'power-cut' : 'kill'
      await play(
        `round ${round + 1}`,
        { acknowledgements: ACKNOWLEDGEMENTS, withinMs: restarts ? 800 : 250, leaves },
        restarts,
      )
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }

  async function play(name: string, plan: Omit<RoundPlan, 'assignment'>, restarts: boolean): Promise<void> {
    const promised: Promised = { main, bulk }
    const assignment = { directory, seed, main: [...main], bulk: [...bulkNext], restarts }
    const result = await playRound({ ...plan, assignment }, promised)
    tell(name, restarts, result)
    main = result.findings[plan.leaves].main
    bulkNext = result.findings[plan.leaves].bulk
    for (const [writer, list] of result.ledger.bulk) for (const n of list) bulk[writer]?.add(n)
  }
}

function tell(name: string, restarts: boolean, { findings, ledger, cuts }: RoundResult): void {
  const cutBytes = cuts.reduce((sum, cut) => sum + cut.lostBytes, 0)
  totals.acknowledged += ledger.acknowledged
  totals.cutBytes += cutBytes
  totals.restarts += ledger.restarts
  totals.unsynced += cuts.filter((cut) => cut.restarted).length
  const from = cuts.some((one) => one.restarted) ? ' from a restarted WAL' : ''
  console.log(
    `${name.padEnd(10)}${restarts ? ' with checkpoints' : ''} ${ledger.acknowledged} acknowledged, the cut took ${cutBytes} bytes${from}`,
  )
  for (const ending of endings) {
    const found = findings[ending]
    wrong[ending].lost += found.lost
    wrong[ending].problems += found.problems.length
    if (found.lost > 0) console.log(`           ${ending}: ${found.lost} LOST`)
    for (const problem of found.problems.slice(0, 5)) console.log(`           ${ending}: ${problem}`)
  }
}
