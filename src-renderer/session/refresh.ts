import { authRefresh } from '../../src-engine/contract/auth.ts'
import { createClient } from '../../src-engine/contract/client.ts'
import { ProblemError } from '../../src-engine/contract/problem-error.ts'
import { useSession } from './store.ts'
import { delivery, keepTokens, refreshToken } from './tokens.ts'

/** Refreshing is public, so it needs no token and cannot come back here. */
const plain = createClient({ baseUrl: '', fetch: (url, init) => globalThis.fetch(url, init) })

let underway: Promise<boolean> | null = null

/**
 * Gets a new access token. Calls that fail together share one refresh, and tabs take turns: a refresh token used twice
 * would look stolen and end the session in all of them.
 * @returns false when the person has to sign in again; the session store then says so
 * @throws ProblemError when the engine cannot be reached: nobody is signed out for that
 */
export async function refreshSession(): Promise<boolean> {
  underway ??= inTurn(refresh).finally(() => {
    underway = null
  })
  return underway
}

async function inTurn(work: () => Promise<boolean>): Promise<boolean> {
  const locks = globalThis.navigator.locks
  if (delivery === 'token' || locks === undefined) return work()
  return locks.request('control-center-refresh', work)
}

async function refresh(): Promise<boolean> {
  const held = refreshToken()
  if (delivery === 'token' && held === null) return false
  try {
    const grant = await plain.call(authRefresh, {
      body: held === null ? {} : { refreshToken: held },
      headers: { 'x-csrf': '1' },
    })
    keepTokens(grant)
    useSession.getState().signedIn(grant)
    return true
  } catch (error) {
    if (!(error instanceof ProblemError) || !['unauthenticated', 'forbidden', 'invalid_input'].includes(error.code))
      throw error
    keepTokens(null)
    useSession.getState().signedOut()
    return false
  }
}
