// npm run lint | types | knip: one static check.
import { checks, isCheck } from './runner/checks.ts'
import { seconds } from './runner/time.ts'

const name = process.argv[2] ?? ''
if (!isCheck(name)) throw new Error(`no such check: ${name}; there are ${Object.keys(checks).join(', ')}`)
const started = performance.now()
const holds = await checks[name]()
console.log(`${name}: ${holds ? 'clean' : 'failed'} in ${seconds(performance.now() - started)}`)
process.exitCode = holds ? 0 : 1
