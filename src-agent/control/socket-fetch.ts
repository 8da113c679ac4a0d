import http from 'node:http'
import https from 'node:https'
import { Readable } from 'node:stream'

const NO_BODY = new Set([204, 205, 304])

/**
 * A `fetch` over Node's own HTTP client, because the built-in one cannot speak to a Unix socket. Answers stream.
 * Redirects are not followed: the control center sends none.
 */
export function createSocketFetch(socketPath: string | undefined): typeof globalThis.fetch {
  const plain = new http.Agent({ keepAlive: true, maxSockets: 64 })
  const secure = new https.Agent({ keepAlive: true, maxSockets: 64 })

  return async function socketFetch(input, init) {
    const request = new Request(input, init)
    const url = new URL(request.url)
    const body = request.body === null ? undefined : Buffer.from(await request.arrayBuffer())
    const headers = Object.fromEntries(request.headers)
    if (body !== undefined) headers['content-length'] = String(body.byteLength)
    const tls = url.protocol === 'https:'
    const options = {
      method: request.method,
      headers,
      agent: tls ? secure : plain,
      signal: request.signal,
      ...(socketPath === undefined ? {} : { socketPath }),
    } satisfies http.RequestOptions
    const answer = await new Promise<http.IncomingMessage>((resolve, reject) => {
      const outgoing = (tls ? https : http).request(url, options, resolve)
      outgoing.on('error', reject)
      outgoing.end(body)
    })
    const status = answer.statusCode ?? 502
    const answerHeaders = new Headers()
    for (let i = 0; i + 1 < answer.rawHeaders.length; i += 2)
      answerHeaders.append(answer.rawHeaders[i] ?? '', answer.rawHeaders[i + 1] ?? '')
    if (NO_BODY.has(status)) {
      answer.resume()
      return new Response(null, { status, headers: answerHeaders })
    }
    return new Response(Readable.toWeb(answer), { status, headers: answerHeaders })
  }
}
