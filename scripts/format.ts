// npm run format: rewrites what is not formatted. `-- FILES` for some files alone.
import { run } from './runner/command.ts'
import { seconds } from './runner/time.ts'
import { toolFile } from './runner/tool.ts'

const started = performance.now()
const code = await run(process.execPath, [toolFile('oxfmt'), '--write', ...process.argv.slice(2)])
console.log(`format: ${code === 0 ? 'done' : 'failed'} in ${seconds(performance.now() - started)}`)
process.exitCode = code
