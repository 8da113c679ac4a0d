// npm run verify: what to run before a commit; no servers, under two minutes.
import { checks, type CheckName } from './runner/checks.ts'
import { runSuite } from './runner/run-suite.ts'
import { suites } from './runner/suites.ts'
import { totals } from './runner/summary.ts'
import { seconds } from './runner/time.ts'

const started = performance.now()
const failedParts: string[] = []
// At once: none of them keeps all cores busy all the time, and each shows what it found when it ends.
await Promise.all(
  (Object.keys(checks) as CheckName[]).map(async (name) => {
    const begun = performance.now()
    const holds = await checks[name]()
    console.log(`${name}: ${holds ? 'clean' : 'failed'} in ${seconds(performance.now() - begun)}`)
    if (!holds) failedParts.push(name)
  }),
)
const fast = suites.filter((suite) => ['engine', 'renderer'].includes(suite.name))
const outcomes = []
for (const suite of fast) outcomes.push(await runSuite(suite, []))
const { passed, failed } = totals(outcomes, true)
if (failed > 0) failedParts.push(`${failed} tests`)
const verdict = failedParts.length === 0 ? `clean, ${passed} tests passed` : `failed: ${failedParts.join(', ')}`
console.log(`verify: ${verdict} in ${seconds(performance.now() - started)}`)
process.exitCode = failedParts.length === 0 ? 0 : 1
