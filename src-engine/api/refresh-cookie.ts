import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { z } from 'zod'
import { authLogout, authRefresh } from '../contract/auth.ts'
import type { Operation } from '../contract/operation.ts'
import { EngineError } from '../kernel/errors.ts'
import type { ApiConfig } from './config.ts'
import { isForeign } from './foreign-origins.ts'

const NAME = 'control_refresh'
const PATH = '/auth'
const MAX_AGE_S = 30 * 86_400

/** Whether answers of an operation may set or clear the cookie. */
export function movesCookies(operation: Operation): boolean {
  return operation.tag === authRefresh.tag
}

/** The refresh token of a browser: scripts cannot read it, other sites cannot send it, only /auth sees it. */
function writeRefreshCookie(c: Context, token: string, secure: boolean): void {
  setCookie(c, NAME, token, { httpOnly: true, sameSite: 'Strict', path: PATH, maxAge: MAX_AGE_S, secure })
}

/** Nothing for a page of another site, whatever it sent. */
function readRefreshCookie(c: Context, config: ApiConfig): string | undefined {
  return isForeign(config, c.req.header('origin')) ? undefined : getCookie(c, NAME)
}

function clearRefreshCookie(c: Context, secure: boolean): void {
  deleteCookie(c, NAME, { path: PATH, secure })
}

/** Lets a browser refresh without a body: the token is in its cookie. Needs the header that other sites cannot send. */
export function withRefreshCookie(operation: Operation, c: Context, config: ApiConfig, body: unknown): unknown {
  if (operation.id !== authRefresh.id) return body
  const cookie = readRefreshCookie(c, config)
  const empty = typeof body === 'object' && body !== null && Object.keys(body).length === 0
  if (!empty || cookie === undefined) return body
  if (c.req.header('x-csrf') === undefined)
    throw new EngineError('forbidden', 'A browser must send the X-CSRF header to refresh.')
  return { refreshToken: cookie }
}

const grantHolder = z.looseObject({ refreshToken: z.string().nullable() })
const setupHolder = z.looseObject({ grant: grantHolder })

/**
 * Moves the refresh token of a browser's sign-in from the answer into its cookie, and clears the cookie at logout.
 * A browser says that it is one with `client: browser` or by having sent the cookie. A page of another site gets its
 * token in the answer, and no cookie. For operations that {@link movesCookies} names.
 */
export async function moveRefreshToken(
  operation: Operation,
  c: Context,
  config: ApiConfig,
  body: unknown,
  result: unknown,
): Promise<unknown> {
  const value = await result
  if (isForeign(config, c.req.header('origin'))) return value
  if (operation.id === authLogout.id) clearRefreshCookie(c, config.secure)
  if (!isBrowser(c, config, body)) return value
  const setup = setupHolder.safeParse(value)
  const holder = setup.success ? setup.data.grant : grantHolder.safeParse(value).data
  if (!holder || holder.refreshToken === null) return value
  writeRefreshCookie(c, holder.refreshToken, config.secure)
  const hidden = { ...holder, refreshToken: null }
  return setup.success ? { ...setup.data, grant: hidden } : hidden
}

const choice = z.looseObject({ client: z.string().optional(), refreshToken: z.string().optional() })

function isBrowser(c: Context, config: ApiConfig, body: unknown): boolean {
  const given = choice.safeParse(body).data
  if (given?.client !== undefined) return given.client === 'browser'
  return given?.refreshToken !== undefined && given.refreshToken === readRefreshCookie(c, config)
}
