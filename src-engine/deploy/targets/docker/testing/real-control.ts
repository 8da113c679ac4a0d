import { once } from 'node:events'
import { createServer, request, type IncomingHttpHeaders } from 'node:http'
import { join } from 'node:path'

/** What we use of the control center that the agent's own tests run against. */
export interface RealControl {
  readonly seen: {
    readonly decides: { readonly tool: string }[]
    readonly results: { readonly outcome: string; readonly output: string }[]
    readonly reports: { readonly state: string }[]
    readonly violations: string[]
  }
  readonly settings: {
    script: { readonly text?: string; readonly calls?: readonly { readonly tool: string; readonly args: unknown }[] }[]
    judge: () => 'allow' | 'ask' | 'deny'
    owed: { readonly run: string; readonly task: string }[]
  }
  readonly approvals: ReadonlyMap<string, { readonly state: string }>
  url(): string
  answer(id: string, state: 'approved' | 'denied'): void
  down(): Promise<void>
}

interface Module {
  readonly startControlCenter: () => Promise<RealControl>
  readonly TOKEN: string
}

const root = join(import.meta.dirname, '..', '..', '..', '..', '..')

/**
 * The agent's own control center, listening where forwarders reach it. Each instance has a token of its own, and only
 * the one in service is told which runs it is owed: another is asked to wait, as the engine does.
 */
export async function startRealControl(host: string): Promise<{
  readonly control: RealControl
  readonly address: { readonly host: string; readonly port: number }
  tokenOf(instance: string): string
  setActive(instance: string): void
  close(): Promise<void>
}> {
  const { startControlCenter, TOKEN }: Module = await import(join(root, 'src-agent', 'testing', 'control-center.ts'))
  const control = await startControlCenter()
  const to = new URL(control.url())
  let active = ''

  const server = createServer((from, answer) => {
    const instance = /^Bearer token-of-(\w+)$/.exec(from.headers.authorization ?? '')?.[1]
    if (from.url === '/runs' && instance !== active) {
      const body = {
        type: 'about:blank',
        title: 'conflict',
        status: 409,
        detail: 'not in service',
        code: 'conflict',
        requestId: 'req_test0001',
      }
      answer.writeHead(409, { 'content-type': 'application/problem+json' }).end(JSON.stringify(body))
      return
    }
    const headers: IncomingHttpHeaders = { ...from.headers, host: to.host }
    if (instance !== undefined) headers.authorization = `Bearer ${TOKEN}`
    const { method } = from
    const options = {
      host: to.hostname,
      port: to.port,
      path: from.url ?? '/',
      headers,
      ...(method === undefined ? {} : { method }),
    }
    const onward = request(options, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers)
      response.pipe(answer)
    })
    onward.on('error', () => answer.destroy())
    from.pipe(onward)
  })
  server.listen(0, host)
  await once(server, 'listening')
  const bound = server.address()
  return {
    control,
    address: { host, port: bound !== null && typeof bound === 'object' ? bound.port : 0 },
    tokenOf: (instance) => `token-of-${instance}`,
    setActive(instance) {
      active = instance
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await control.down()
    },
  }
}
