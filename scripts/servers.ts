// npm run servers: the Docker engine and the Secret Service that suites use, until Ctrl-C. Prints the lines
// that make a shell use them, for running single tests or looking around by hand.
import { once } from 'node:events'
import { startDocker } from '../e2e/servers/docker.ts'
import { startSecretService } from '../e2e/servers/secret-service.ts'

const servers = [await startDocker(), await startSecretService()]
for (const [name, value] of servers.flatMap((server) => Object.entries(server.env)))
  console.log(`export ${name}='${value}'`)
console.error('running; Ctrl-C ends them')
const idle = setInterval(() => undefined, 60_000)
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
clearInterval(idle)
for (const server of servers) await server.stop()
console.error('servers: stopped')
