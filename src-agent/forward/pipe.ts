import net from 'node:net'
import { sentence } from '../errors.ts'
import { log } from '../log.ts'

/** Where a pipe leads to. */
type Target = { readonly host: string; readonly port: number } | { readonly socket: string }

/** A connection to the target that does not come about in this time is given up. */
const CONNECT_MS = 10_000

/**
 * A server that connects each client to `target` and passes bytes both ways. Half-closed connections stay half-closed:
 * when one side has said all, the other may still answer. An error on one side ends both.
 */
export function createPipe(target: Target): net.Server {
  return net.createServer({ allowHalfOpen: true, noDelay: true, keepAlive: true }, (client) => {
    const options =
      'socket' in target
        ? { path: target.socket }
        : { host: target.host, port: target.port, noDelay: true, keepAlive: true }
    const upstream = net.connect({ ...options, allowHalfOpen: true })
    const slow = setTimeout(() => upstream.destroy(new Error('no connection in time')), CONNECT_MS)
    upstream.once('connect', () => clearTimeout(slow))
    upstream.once('close', () => clearTimeout(slow))

    // pipe() passes data, back-pressure and the end; a broken side has to be told by hand.
    client.pipe(upstream)
    upstream.pipe(client)
    client.on('error', () => upstream.destroy())
    upstream.on('error', (error) => {
      log('warn', 'a forwarded connection broke', { why: sentence(error) })
      client.destroy()
    })
    client.on('close', () => upstream.destroy())
    upstream.on('close', () => client.destroy())
  })
}
