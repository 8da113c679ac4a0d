// npm test: every suite of every runner. `npm test -- WORD…` runs the suites of that name, or the
// test files whose path contains the word. With CI=true a suite that cannot run fails.
import { signalRunning } from './runner/command.ts'
import { runSuite } from './runner/run-suite.ts'
import { select } from './runner/select.ts'
import type { Outcome } from './runner/suite.ts'
import { suites } from './runner/suites.ts'
import { summary, totals } from './runner/summary.ts'

const strict = process.env['CI'] === 'true'
let interrupted = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // The running suite ends, its servers are stopped, and the rest is not begun.
    interrupted = true
    signalRunning(signal)
  })
}

const chosen = select(suites, process.argv.slice(2))
if (chosen.length === 0)
  console.log(`nothing matches ${process.argv.slice(2).join(' ')}; suites: ${suites.map((s) => s.name).join(', ')}`)
const outcomes: Outcome[] = []
for (const { suite, patterns } of chosen) {
  if (interrupted) break
  console.log(`\n── ${suite.name}`)
  outcomes.push(await runSuite(suite, patterns))
}
console.log(summary(outcomes, strict).join('\n'))
const { passed, failed } = totals(outcomes, strict)
process.exitCode = interrupted || failed > 0 || passed === 0 ? 1 : 0
