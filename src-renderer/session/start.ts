import { authLogin, authLogout, authSetup, authStatus, type Grant } from '../../src-engine/contract/auth.ts'
import { client } from './client.ts'
import { refreshSession } from './refresh.ts'
import { takeSetupToken } from './setup-token.ts'
import { useSession } from './store.ts'
import { delivery, keepTokens } from './tokens.ts'

let setupToken: string | null = null

/** Finds out who is here: first run, a session to take up again, or somebody who has to sign in. */
export async function startSession(): Promise<void> {
  const store = useSession.getState()
  setupToken = takeSetupToken() ?? setupToken
  try {
    const status = await client.call(authStatus, {})
    if (!status.setUp) store.set({ state: 'setup', token: setupToken })
    else if (!(await refreshSession())) store.set({ state: 'signed-out', ended: false })
  } catch (error) {
    store.set({ state: 'unreachable', error })
  }
}

export async function signIn(email: string, password: string): Promise<void> {
  enter(await client.call(authLogin, { body: { email, password, client: delivery } }))
}

export interface NewOrganization {
  readonly organization: string
  readonly name: string
  readonly email: string
  readonly password: string
}

/**
 * First run: makes the organization and its owner.
 * @returns the recovery key, which is shown once, and the step that enters the app once it was kept
 */
export async function setUp(
  token: string,
  input: NewOrganization,
): Promise<{ recoveryKey: string; enter: () => void }> {
  const made = await client.call(authSetup, {
    body: { ...input, client: delivery },
    headers: { authorization: `Setup ${token}`, 'x-csrf': '1' },
  })
  keepTokens(made.grant)
  setupToken = null
  return { recoveryKey: made.recoveryKey, enter: () => enter(made.grant) }
}

/** Ends the session here and on the engine. */
export async function signOut(): Promise<void> {
  await client.call(authLogout, { headers: { 'x-csrf': '1' } })
  keepTokens(null)
  useSession.getState().set({ state: 'signed-out', ended: false })
}

function enter(grant: Grant): void {
  keepTokens(grant)
  useSession.getState().signedIn(grant)
}
