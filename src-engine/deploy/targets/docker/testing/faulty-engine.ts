import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A socket in front of a real engine that can die at a given change, as the app would in the middle of a rollout. */
export interface FaultyEngine {
  readonly host: string
  /**
   * From now on counts requests that change something and breaks the connection at number `change`: before it reaches
   * the engine, or after its effect but before its answer comes back. Everything after that is refused too.
   */
  arm(change: number, when: 'before' | 'after'): void
  /** Answers the next request whose path matches with this status and message instead of asking the engine. */
  refuse(path: RegExp, status: number, message: string): void
  /** Does `act` while the next request whose path matches waits on its way to the engine. */
  hold(path: RegExp, act: () => Promise<unknown>): void
  /** Lets everything through again. @returns whether the armed change was reached */
  heal(): boolean
  close(): void
}

export async function startFaultyEngine(engineHost: string): Promise<FaultyEngine> {
  const engineSocket = engineHost.replace('unix://', '')
  const socketPath = join(tmpdir(), `faulty-${randomBytes(4).toString('hex')}.sock`)
  let armed: { readonly change: number; readonly when: 'before' | 'after' } | null = null
  let seen = 0
  let dead = false
  let refusal: { readonly path: RegExp; readonly status: number; readonly message: string } | null = null

  let held: { readonly path: RegExp; readonly act: () => Promise<unknown> } | null = null

  function pass(from: IncomingMessage, to: ServerResponse, answer: boolean): void {
    const { method, url, headers } = from
    const onward = request(
      { socketPath: engineSocket, ...(method === undefined ? {} : { method }), path: url ?? '/', headers },
      (response) => {
        if (!answer) {
          response.resume()
          response.on('end', () => from.socket.destroy())
          return
        }
        to.writeHead(response.statusCode ?? 502, response.headers)
        response.pipe(to)
      },
    )
    onward.on('error', () => from.socket.destroy())
    from.pipe(onward)
  }

  const server = createServer((from, to) => {
    if (refusal?.path.test(from.url ?? '') === true) {
      const { status, message } = refusal
      refusal = null
      from.resume()
      to.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ message }))
      return
    }
    if (held?.path.test(from.url ?? '') === true) {
      const { act } = held
      held = null
      act().then(
        () => pass(from, to, true),
        () => from.socket.destroy(),
      )
      return
    }
    if (armed !== null && from.method !== 'GET' && from.method !== 'HEAD') {
      seen += 1
      if (seen >= armed.change && !dead) {
        dead = true
        if (armed.when === 'before') from.socket.destroy()
        else pass(from, to, false)
        return
      }
    }
    if (dead) from.socket.destroy()
    else pass(from, to, true)
  })
  server.listen(socketPath)
  await once(server, 'listening')

  return {
    host: `unix://${socketPath}`,
    arm(change, when) {
      armed = { change, when }
      seen = 0
      dead = false
    },
    refuse(path, status, message) {
      refusal = { path, status, message }
    },
    hold(path, act) {
      held = { path, act }
    },
    heal() {
      const reached = dead
      armed = null
      dead = false
      return reached
    },
    close() {
      server.closeAllConnections()
      server.close()
      rmSync(socketPath, { force: true })
    },
  }
}
