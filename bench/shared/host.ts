import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { authLogin } from '../../src-engine/contract/auth.ts'
import { createClient } from '../../src-engine/contract/client.ts'
import { probeArgs } from './loop.ts'
import { startProcess } from './process.ts'

export const owner = { email: 'owner@northwind.example', password: 'correct horse battery staple' }
const readyLine = z.object({ ready: z.literal(true), url: z.string(), token: z.string().nullable() })

/** The headless host as a person's machine runs it: sign-in, limits, audit, everything on. */
export interface BenchHost {
  readonly child: ChildProcess
  readonly origin: string
  readonly setupToken: string | null
  /** The header of the signed-in owner. */
  signIn(): Promise<{ readonly authorization: string }>
  stop(): Promise<void>
}

/** Arguments of the host on a data directory; only the number of requests a minute is raised. */
export function hostArguments(data: string): string[] {
  return [
    '--data',
    data,
    '--port',
    '0',
    '--no-open',
    '--vault',
    'file',
    '--log-level',
    'warn',
    '--requests-per-minute',
    '1000000000',
  ]
}
export const hostFile = fileURLToPath(new URL('../../src-main/headless/main.ts', import.meta.url))

export async function startHost(data: string, nodeArgs: readonly string[] = probeArgs): Promise<BenchHost> {
  const { child, ready, stop } = await startProcess(hostFile, hostArguments(data), readyLine, nodeArgs)
  const { origin } = new URL(ready.url)
  return {
    child,
    origin,
    setupToken: ready.token,
    async signIn() {
      const client = createClient({ baseUrl: origin, fetch: (url, init) => fetch(url, init), token: () => null })
      const { accessToken } = await client.call(authLogin, { body: { ...owner, client: 'token' } })
      return { authorization: `Bearer ${accessToken}` }
    },
    stop,
  }
}
