import { chmodSync, lstatSync, rmSync } from 'node:fs'
import type { Server } from 'node:net'
import { once } from 'node:events'
import type { Listen } from '../config/index.ts'
import { AgentError } from '../errors.ts'

/** Starts listening on a TCP port or a Unix socket. A socket file left by a killed process is replaced; anything else at its path is not. */
export async function listen(
  server: Pick<Server, 'listen' | 'address' | 'once' | 'on'> & NodeJS.EventEmitter,
  at: Listen,
): Promise<string> {
  if ('socket' in at) {
    const old = lstatSync(at.socket, { throwIfNoEntry: false })
    if (old !== undefined && !old.isSocket())
      throw new AgentError('invalid_input', `${at.socket} exists and is not a socket.`)
    rmSync(at.socket, { force: true })
    server.listen(at.socket)
    await once(server, 'listening')
    chmodSync(at.socket, Number.parseInt(at.mode, 8))
    return at.socket
  }
  server.listen(at.port, at.host)
  await once(server, 'listening')
  const address = server.address()
  return address !== null && typeof address === 'object' ? `http://${at.host}:${address.port}` : String(address)
}
