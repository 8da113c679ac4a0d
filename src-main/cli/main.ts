import { terminalIo } from './io.ts'
import { runCli } from './run-cli.ts'

// agentctl. At the first Ctrl-C what waits or follows ends by itself; the second ends the process.
const ending = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => ending.abort())
// A reader that closed the pipe (head, less) has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
process.exitCode = await runCli(process.argv.slice(2), terminalIo(ending.signal))
