import { hash, timingSafeEqual } from 'node:crypto'
import { users } from '../../contract/users.ts'
import { isoTime } from '../../kernel/clock.ts'
import type { Actor } from '../../kernel/actor.ts'
import type { Clock, Ids } from '../../kernel/ports.ts'
import type { Store, Tx } from '../../store/index.ts'
import { type SessionRecord, sessionRecords } from './records.ts'

/** Lifetime of an access token in seconds. */
export const ACCESS_SECONDS = 600
/** A session that is not used for this long is over. */
const SESSION_MS = 30 * 86_400_000

export interface Tokens {
  readonly accessToken: string
  readonly refreshToken: string
}

/**
 * Sessions and their tokens. An access token is 32 random bytes known to this process alone: verifying one is a look-up,
 * revoking one is forgetting it, and after a restart clients refresh. Refresh tokens rotate: each works once.
 */
export interface Sessions {
  /** The actor behind an access token, null when it is unknown, expired, or its person was disabled or removed. */
  authenticate(accessToken: string): Actor | null
  /** Who is behind a session now, with the role of now; null when it has ended or its person was disabled or removed. */
  actorOf(session: string): Actor | null
  /** Starts a session inside the open transaction. */
  start(tx: Tx, user: { readonly id: string; readonly org: string }, client: string): Tokens
  /** The session a refresh token names, and whether the token is the one in force. */
  inspect(refreshToken: string): { readonly record: SessionRecord; readonly current: boolean } | null
  /** Replaces the refresh token inside the open transaction. */
  rotate(tx: Tx, record: SessionRecord): Tokens
  /** Ends a session and its access tokens inside the open transaction. */
  end(tx: Tx, session: string): void
  endAllOf(tx: Tx, user: string, except?: string): void
  of(user: string): SessionRecord[]
}

interface Access {
  readonly session: string
  readonly user: string
  readonly org: string
  readonly expiresAt: number
}

/** As hex text: a Buffer costs several times as much as the hash, and every request brings a token. */
function digest(token: string): string {
  return hash('sha256', token)
}

export function createSessions(store: Store, clock: Clock, ids: Ids): Sessions {
  const access = new Map<string, Access>()

  function issue(session: string, user: string, org: string): string {
    const now = clock.monotonic()
    for (const [hash, entry] of access) {
      // Tokens were put in in order of expiry, so the first that lives ends the sweep.
      if (entry.expiresAt > now) break
      access.delete(hash)
    }
    const token = ids.random(32).toString('base64url')
    access.set(digest(token), { session, user, org, expiresAt: now + ACCESS_SECONDS * 1_000 })
    return token
  }
  function refreshTokenOf(session: string): { token: string; hash: string } {
    const token = `${session}.${ids.random(32).toString('base64url')}`
    return { token, hash: digest(token) }
  }
  function forget(session: string): void {
    for (const [hash, entry] of access) if (entry.session === session) access.delete(hash)
  }
  function end(tx: Tx, session: string): void {
    tx.local.delete(sessionRecords, session)
    tx.afterCommit(() => forget(session))
  }
  function all(): SessionRecord[] {
    return store.local.list(sessionRecords).map((entry) => entry.record)
  }

  function actorFor({ session, user: id, org }: Pick<Access, 'session' | 'user' | 'org'>): Actor | null {
    const user = store.get(users, org, id)
    if (!user || user.doc.disabled) return null
    return { kind: 'user', id, org, role: user.doc.role, session }
  }

  return {
    authenticate(accessToken) {
      const entry = access.get(digest(accessToken))
      return entry && entry.expiresAt > clock.monotonic() ? actorFor(entry) : null
    },
    actorOf(session) {
      const record = store.local.get(sessionRecords, session)
      return record && record.expiresAt > clock.now() ? actorFor({ session, user: record.user, org: record.org }) : null
    },
    start(tx, user, client) {
      const id = ids.next('ses')
      const { token, hash } = refreshTokenOf(id)
      const expiresAt = clock.now() + SESSION_MS
      tx.local.put(
        sessionRecords,
        id,
        { id, user: user.id, org: user.org, createdAt: tx.at, lastUsedAt: tx.at, client, refreshHash: hash, expiresAt },
        { org: user.org, expiresAt },
      )
      return { accessToken: issue(id, user.id, user.org), refreshToken: token }
    },
    inspect(refreshToken) {
      const id = refreshToken.split('.', 1)[0] ?? ''
      const record = store.local.get(sessionRecords, id)
      if (!record || record.expiresAt <= clock.now()) return null
      const known = Buffer.from(record.refreshHash, 'hex')
      return { record, current: timingSafeEqual(known, Buffer.from(digest(refreshToken), 'hex')) }
    },
    rotate(tx, record) {
      const { token, hash } = refreshTokenOf(record.id)
      const expiresAt = clock.now() + SESSION_MS
      tx.local.put(
        sessionRecords,
        record.id,
        { ...record, refreshHash: hash, lastUsedAt: isoTime(clock.now()), expiresAt },
        { org: record.org, expiresAt },
      )
      return { accessToken: issue(record.id, record.user, record.org), refreshToken: token }
    },
    end,
    endAllOf(tx, user, except) {
      for (const record of all()) if (record.user === user && record.id !== except) end(tx, record.id)
    },
    of: (user) => all().filter((record) => record.user === user && record.expiresAt > clock.now()),
  }
}
