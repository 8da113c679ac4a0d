import { z } from 'zod'
import { authLogin, authPassword } from '../../src-engine/contract/auth.ts'
import type { Client } from '../../src-engine/contract/client.ts'
import type { Fetch } from '../../src-engine/contract/client-request.ts'
import { usersCreate } from '../../src-engine/contract/users.ts'
import { canary } from './scanner.ts'

const grantSchema = z.object({ accessToken: z.string() })
/** Makes a canary, or takes the value given, and remembers it under a name. */
type Secret = (name: string, value?: string) => string

/** The part of a refresh token that is secret: what stands before it is the id of its session. */
export function secretPartOf(refreshToken: string): string {
  return refreshToken.split('.').at(-1) ?? ''
}

/**
 * An owner adds an admin with a password, who signs in and takes another.
 * @param clientOf a client that sends an access token
 */
export async function addAnAdmin(
  owner: Client,
  clientOf: (token: string | null) => Client,
  secret: Secret,
): Promise<void> {
  const email = 'admin@northwind.example'
  const password = secret('password of another person')
  await owner.call(usersCreate, { body: { name: 'An admin', email, role: 'admin', password } })
  const grant = await clientOf(null).call(authLogin, { body: { email, password, client: 'token' } })
  secret('access token of another person', grant.accessToken)
  secret('refresh token of another person', secretPartOf(grant.refreshToken ?? ''))
  const body = { current: password, next: secret('next password of another person') }
  await clientOf(grant.accessToken).call(authPassword, { body })
}

/** A browser signs in and refreshes with its cookie. */
export async function comeWithABrowser(
  origin: string,
  send: Fetch,
  email: string,
  password: string,
  secret: Secret,
): Promise<void> {
  async function ask(
    path: string,
    body: object,
    more: Readonly<Record<string, string>>,
    what: string,
  ): Promise<string> {
    const headers = { 'content-type': 'application/json', 'idempotency-key': canary(), ...more }
    const answer = await send(origin + path, { method: 'POST', headers, body: JSON.stringify(body) })
    const cookie = /control_refresh=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1]
    if (!answer.ok || cookie === undefined) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    const { accessToken } = grantSchema.parse(JSON.parse(await answer.text()))
    secret(`access token of ${what}`, accessToken)
    secret(`refresh token of ${what}`, secretPartOf(decodeURIComponent(cookie)))
    return cookie
  }
  const cookie = await ask('/auth/login', { email, password, client: 'browser' }, {}, 'a browser')
  await ask('/auth/refresh', {}, { cookie: `control_refresh=${cookie}`, 'x-csrf': '1' }, 'a browser that refreshed')
}
