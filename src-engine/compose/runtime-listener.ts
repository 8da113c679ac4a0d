import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import type { OpenAddress } from '../entities/context.ts'
import type { Logger } from '../kernel/ports.ts'

export interface ListenerAddress {
  readonly host: string
  readonly port: number
}

/** The ports that deployed agents reach us by. None is open before a deployment needs one. */
export interface RuntimeListener {
  /**
   * Opens (once) the listener on an address of this machine and says where it listens.
   * @param users whom it is open for, as people read it
   */
  listen(host: string, users: string): Promise<ListenerAddress>
  /** What is open now and for whom, for Settings. */
  open(): readonly OpenAddress[]
  close(): Promise<void>
}

/**
 * @param ports ports used before, by host: running agents know them, so they are asked for again first
 */
export function createRuntimeListener(
  app: Hono,
  logger: Logger,
  ports: Map<string, number>,
  remember: (host: string, port: number) => void,
): RuntimeListener {
  const servers = new Map<string, Promise<{ server: Server; address: ListenerAddress }>>()
  const addresses = new Map<string, { readonly address: ListenerAddress; readonly users: Set<string> }>()

  async function start(host: string): Promise<{ server: Server; address: ListenerAddress }> {
    const answer = getRequestListener(app.fetch)
    const server = createServer((request, response) => void answer(request, response))
    const wanted = ports.get(host) ?? 0
    const port = await bind(server, host, wanted)
    const address = { host, port }
    addresses.set(host, { address, users: new Set() })
    if (port !== wanted) remember(host, port)
    logger.info(address, 'listening for deployed agents')
    return { server, address }
  }
  return {
    async listen(host, users) {
      if (host === '0.0.0.0' || host === '::')
        throw new TypeError('The runtime listener never listens on all interfaces.')
      const known = servers.get(host) ?? start(host)
      servers.set(host, known)
      try {
        const { address } = await known
        addresses.get(host)?.users.add(users)
        return address
      } catch (error) {
        servers.delete(host)
        throw error
      }
    },
    open: () => [...addresses.values()].map(({ address, users }) => ({ ...address, users: [...users] })),
    async close() {
      for (const starting of servers.values()) {
        const { server } = await starting
        server.closeAllConnections()
        await new Promise((resolve) => server.close(resolve))
      }
    },
  }
}

/** Listens on the wanted port, or on a free one when somebody else has it. */
async function bind(server: Server, host: string, wanted: number): Promise<number> {
  try {
    return await listenOn(server, host, wanted)
  } catch (error) {
    if (wanted !== 0 && error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
      return listenOn(server, host, 0)
    throw error
  }
}

function listenOn(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}
