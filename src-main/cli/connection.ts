import { z } from 'zod'
import { authRefresh, type Grant } from '../../src-engine/contract/auth.ts'
import { type Client, createClient } from '../../src-engine/contract/client.ts'
import { ProblemError } from '../../src-engine/contract/problem-error.ts'
import { defaultData } from '../headless/options.ts'
import { CliError } from './cli-error.ts'
import { checkedOrigin, findEngine } from './engine-file.ts'
import type { Io } from './io.ts'
import { openSessionFile, type Session } from './session-file.ts'

/** The options that every command takes. */
export const globalOptions = z.object({
  data: z.string().optional(),
  url: z.string().optional(),
  tokenFile: z.string().optional(),
  json: z.boolean().default(false),
})
export type GlobalOptions = z.output<typeof globalOptions>

/** An engine that answers, and a client signed in to it where somebody is. */
export interface Connection {
  readonly url: string
  readonly client: Client
  readonly setupToken: string | null
  /** Who is signed in there, by what is kept; null for nobody. */
  email(): Promise<string | null>
  keep(grant: Grant): Promise<void>
  forget(): Promise<void>
}

interface Place {
  readonly url: string
  readonly setupToken: string | null
  /** Names the session: a data directory keeps its sessions when its engine comes back on another port. */
  readonly key: string
  /** A bearer token that was given instead of a session. */
  readonly token: string | null
}

export async function connect(io: Io, options: GlobalOptions): Promise<Connection> {
  const place = await findPlace(io, options)
  const file = openSessionFile(io.config)
  let current: Session | null = place.token === null ? await file.get(place.key) : null

  /** A refused access token is exchanged once, by one agentctl at a time: a refresh token works only once. */
  async function refresh(): Promise<boolean> {
    if (place.token !== null) return false
    const used = current?.accessToken
    current = await file.change(place.key, async (kept) => {
      if (kept === null || kept.accessToken !== used) return kept
      return exchange(kept)
    })
    return current !== null
  }
  async function exchange(kept: Session): Promise<Session | null> {
    try {
      return sessionOf(await client.call(authRefresh, { body: { refreshToken: kept.refreshToken } }))
    } catch (error) {
      if (error instanceof ProblemError && error.code === 'unauthenticated') return null
      throw error
    }
  }
  const client = createClient({
    baseUrl: place.url,
    fetch,
    token: () => place.token ?? current?.accessToken ?? null,
    onUnauthenticated: refresh,
  })
  return {
    url: place.url,
    client,
    setupToken: place.setupToken,
    email: async () => current?.email ?? null,
    async keep(grant) {
      current = await file.change(place.key, async () => sessionOf(grant))
    },
    async forget() {
      current = await file.change(place.key, async () => null)
    },
  }
}

async function findPlace(io: Io, { data, url, tokenFile }: GlobalOptions): Promise<Place> {
  const token = tokenFile === undefined ? null : (await io.read(tokenFile)).trim()
  if (url !== undefined) {
    const origin = checkedOrigin(url)
    return { url: origin, key: origin, setupToken: token, token }
  }
  const directory = data === undefined ? defaultData() : io.path(data)
  const engine = await findEngine(directory)
  return { url: engine.url, key: directory, setupToken: token ?? engine.setupToken, token }
}

function sessionOf({ user, accessToken, refreshToken }: Grant): Session {
  if (refreshToken === null) throw new CliError('internal', 'The control center gave no refresh token.')
  return { email: user.email, accessToken, refreshToken }
}
