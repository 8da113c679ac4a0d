// The least that counts as an agent on this machine: probes on its socket. It refuses to share the state with another.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'

const config = JSON.parse(readFileSync(process.argv[2], 'utf8'))
mkdirSync(config.stateDir, { recursive: true })
const owner = join(config.stateDir, 'owner')
const other = existsSync(owner) ? Number(readFileSync(owner, 'utf8')) : 0
if (other !== 0 && alive(other)) {
  process.stderr.write('the state has another writer\n')
  process.exit(4)
}
writeFileSync(owner, String(process.pid))
rmSync(config.listen.socket, { force: true })
createServer((request, response) => response.end(JSON.stringify({ instance: config.instance }))).listen(
  config.listen.socket,
)
process.on('SIGTERM', () => process.exit(0))

function alive(pid) {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
