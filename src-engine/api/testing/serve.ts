import { createServer, request as httpRequest } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { type TestApi, type TestApiOptions, openTestApi } from './open-test-api.ts'

export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** The value of each cookie set, with its attributes as they were sent. */
  readonly cookies: readonly string[]
  readonly text: string
  json(): unknown
}

export interface HttpSending {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** The API behind a real HTTP server on loopback, and a client that sends any header, `Host` and cookies too. */
export interface ServedApi {
  readonly api: TestApi
  readonly host: string
  http(method: string, path: string, sending?: HttpSending): Promise<HttpAnswer>
  dispose(): Promise<void>
}

export async function serveTestApi(options: TestApiOptions = {}): Promise<ServedApi> {
  const hosts = new Set<string>()
  const origins = new Set<string>()
  const api = await openTestApi({ ...options, config: { ...options.config, hosts, origins } })
  const server = createServer()
  const listener = getRequestListener((request) => api.fetch(request))
  server.on('request', (incoming, outgoing) => void listener(incoming, outgoing))
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
  const host = `127.0.0.1:${port}`
  hosts.add(host)
  origins.add(`http://${host}`)
  return {
    api,
    host,
    http: (method, path, { headers = {}, body } = {}) =>
      new Promise((resolve, reject) => {
        const text = body === undefined ? undefined : JSON.stringify(body)
        const sent = httpRequest(
          {
            host: '127.0.0.1',
            port,
            method,
            path,
            headers: { ...(text === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
          },
          (response) => {
            const chunks: Buffer[] = []
            response.on('data', (chunk: Buffer) => chunks.push(chunk))
            response.on('end', () => {
              const answer = Buffer.concat(chunks).toString('utf8')
              resolve({
                status: response.statusCode ?? 0,
                headers: response.headers,
                cookies: response.headers['set-cookie'] ?? [],
                text: answer,
                json: () => JSON.parse(answer),
              })
            })
          },
        )
        sent.on('error', reject)
        sent.end(text)
      }),
    async dispose() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await api.dispose()
    },
  }
}
