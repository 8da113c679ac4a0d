// npm run servers: the Docker engine and the Secret Service that suites use, until Ctrl-C. Prints the lines
// that make a shell use them, for running single tests or looking around by hand.
import { once } from 'node:events'
import { startDocker } from '../e2e/servers/docker.ts'
import { startSecretService } from '../e2e/servers/secret-service.ts'
import type { Server } from '../e2e/servers/server.ts'
import { sentenceOf } from './runner/sentence.ts'

const servers: Server[] = []
let summary = 'stopped'
try {
  for (const start of [startDocker, startSecretService]) servers.push(await start())
  for (const [name, value] of servers.flatMap((server) => Object.entries(server.env)))
    console.log(`export ${name}='${value}'`)
  console.error('running; Ctrl-C ends them')
  const idle = setInterval(() => undefined, 60_000)
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  clearInterval(idle)
} catch (error) {
  summary = sentenceOf(error)
  process.exitCode = 1
} finally {
  for (const server of servers) await server.stop()
  console.error(`servers: ${summary}`)
}
