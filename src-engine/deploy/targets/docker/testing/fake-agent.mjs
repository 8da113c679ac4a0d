// The least that counts as an agent: probes on its socket, admitted once the control center has answered through the
// forwarder. Its instance id says what it does wrong, so that each failure can be had on demand.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, get } from 'node:http'
import { join } from 'node:path'

const say = (line) => process.stdout.write(`${line}\n`)
const config = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const token = readFileSync(config.tokenFile, 'utf8')
const socket = config.listen.socket
say(`fake agent ${config.instance} begins`)
if (config.instance.includes('crash')) {
  process.stderr.write('fake agent: nothing works today\n')
  process.exit(3)
}
// Good on trial, but not with the state that it is to take over.
if (config.instance.includes('late') && config.stateDir.startsWith('/data')) {
  process.stderr.write('fake agent: the state is of no use\n')
  process.exit(5)
}
if (config.instance.includes('greedy')) {
  const held = []
  for (;;) held.push(Buffer.alloc(8 * 1024 * 1024, 1))
}

// The state has one writer: whoever finds another's mark here has been started too early.
for (const folder of [config.workspace, config.stateDir]) mkdirSync(folder, { recursive: true })
const owner = join(config.stateDir, 'owner')
if (existsSync(owner) && readFileSync(owner, 'utf8') !== config.instance) {
  process.stderr.write('fake agent: the state has another writer\n')
  process.exit(4)
}
writeFileSync(owner, config.instance)

let admitted = false
function askControl() {
  const options = {
    socketPath: config.controlUrl.slice('unix:'.length),
    path: '/config',
    headers: { authorization: `Bearer ${token}` },
  }
  const call = get(options, (response) => {
    response.resume()
    admitted = response.statusCode === 200
    if (!admitted) setTimeout(askControl, 100)
  })
  call.on('error', () => setTimeout(askControl, 100))
}
askControl()

rmSync(socket, { force: true })
createServer((request, response) => {
  if (request.url === '/healthz') response.end(JSON.stringify({ status: 'ok', instance: config.instance }))
  else if (request.url === '/startupz')
    response.writeHead(admitted && !config.instance.includes('never') ? 200 : 503).end()
  else response.end(JSON.stringify({ stateDir: config.stateDir }))
}).listen(socket, () => say('fake agent is up'))

process.on('SIGTERM', () => {
  rmSync(owner)
  say('fake agent ends')
  process.exit(0)
})
