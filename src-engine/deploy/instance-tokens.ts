import { createPublicKey, generateKeyPairSync, hash, verify } from 'node:crypto'
import { z } from 'zod'
import { type TokenProof, tokenStatement } from '../contract/runtime-token.ts'
import type { Clock, Ids } from '../kernel/ports.ts'
import type { LocalKind, Store, Tx } from '../store/index.ts'
import { createTokenChallenges } from './token-challenges.ts'

/** How long a token is good. */
const TOKEN_MS = 24 * 3_600_000

const recordSchema = z.object({
  org: z.string(),
  agent: z.string(),
  instance: z.string(),
  hash: z.string(),
  /** Milliseconds since the epoch. Null: issued before there were keys, so it lasts until the next deployment. */
  expiresAt: z.number().nullable().default(null),
  /** Of the instance's Ed25519 key, as PEM. */
  publicKey: z.string().nullable().default(null),
})
type TokenRecord = z.output<typeof recordSchema>
const kind: LocalKind<TokenRecord> = { kind: 'instance-token', schema: recordSchema }

export interface InstanceIdentity {
  readonly org: string
  readonly agent: string
  readonly instance: string
}

/** What an instance has of its own. Both go into files that it alone can read. */
export interface InstanceCredentials {
  readonly token: string
  /** Private Ed25519 key, as PEM (PKCS 8). */
  readonly key: string
}

/**
 * Runtime tokens of deployed instances: 32 random bytes, of which only the SHA-256 is stored, good for a day. An instance
 * has one; a new one takes its place. It is renewed by proof of the instance's key, of which only the public half is
 * stored. All hashes are in memory, so that a call is authenticated without touching the disk.
 */
export interface InstanceTokens {
  /** Makes a token and a key; answers when hash and public key are durable. The values exist nowhere else afterwards. */
  issue(identity: InstanceIdentity): Promise<InstanceCredentials>
  /** Null for a token that is unknown, expired or revoked. */
  authenticate(token: string): Promise<InstanceIdentity | null>
  /** Milliseconds for which the token of an instance is still good; null when it does not end. */
  msLeft(instance: string): number | null
  /** Something to sign, whether or not there is such an instance. */
  challenge(instance: string): string
  /** A new token for a proof; null when the instance is unknown or revoked, or the proof wrong, old or used. */
  renew(proof: TokenProof): Promise<{ readonly token: string; readonly expiresAt: number } | null>
  revoke(instance: string): Promise<void>
  /** Revokes inside the open transaction; in force as soon as it has committed. */
  revokeIn(tx: Tx, instances: readonly string[]): void
  /** Instances of an agent that have a token. */
  instancesOf(agent: string): readonly string[]
}

export function openInstanceTokens(store: Store, ids: Ids, clock: Clock): InstanceTokens {
  const challenges = createTokenChallenges(clock, ids)
  const byInstance = new Map<string, TokenRecord>()
  const byHash = new Map<string, TokenRecord>()

  function hold(record: TokenRecord): void {
    drop(record.instance)
    byInstance.set(record.instance, record)
    byHash.set(record.hash, record)
  }
  function drop(instance: string): void {
    const old = byInstance.get(instance)
    if (!old) return
    byInstance.delete(instance)
    byHash.delete(old.hash)
  }
  function revokeIn(tx: Tx, instances: readonly string[]): void {
    for (const instance of instances) {
      if (!byInstance.has(instance)) continue
      tx.local.delete(kind, instance)
      tx.afterCommit(() => drop(instance))
    }
  }
  for (const { record } of store.local.list(kind)) hold(record)

  function put(tx: Tx, record: TokenRecord): void {
    tx.local.put(kind, record.instance, record, { org: record.org })
    tx.afterCommit(() => hold(record))
  }

  return {
    async issue({ org, agent, instance }) {
      const token = ids.random(32).toString('base64url')
      const pair = generateKeyPairSync('ed25519', {
        publicKeyEncoding: { type: 'spki', format: 'pem' },
        privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      })
      const record = {
        org,
        agent,
        instance,
        hash: hashOf(token),
        expiresAt: clock.now() + TOKEN_MS,
        publicKey: pair.publicKey,
      }
      await store.transaction({ org, actor: 'system:deploy', requestId: '' }, (tx) => put(tx, record))
      return { token, key: pair.privateKey }
    },
    msLeft(instance) {
      const until = byInstance.get(instance)?.expiresAt ?? null
      return until === null ? null : Math.max(0, until - clock.now())
    },
    challenge: (instance) => challenges.make(instance),
    async renew({ instance, challenge, signature }) {
      const known = byInstance.get(instance)
      if (!known || known.publicKey === null) return null
      const statement = Buffer.from(tokenStatement(instance, challenge), 'utf8')
      const isProof = verify(null, statement, createPublicKey(known.publicKey), Buffer.from(signature, 'base64url'))
      if (!isProof || !challenges.take(instance, challenge)) return null
      const token = ids.random(32).toString('base64url')
      const expiresAt = clock.now() + TOKEN_MS
      const renewed = await store.transaction({ org: known.org, actor: 'system:tokens', requestId: '' }, (tx) => {
        // Revoked, or deployed anew with another key, since we looked.
        const now = tx.local.get(kind, instance)
        if (now?.publicKey !== known.publicKey) return false
        put(tx, { ...now, hash: hashOf(token), expiresAt })
        return true
      })
      return renewed ? { token, expiresAt } : null
    },
    authenticate(token) {
      // How long it takes to find the hash says something about the hash, which a caller cannot steer, and nothing about
      // the token.
      const record = byHash.get(hashOf(token))
      if (!record || (record.expiresAt !== null && clock.now() >= record.expiresAt)) return Promise.resolve(null)
      return Promise.resolve({ org: record.org, agent: record.agent, instance: record.instance })
    },
    async revoke(instance) {
      const record = byInstance.get(instance)
      if (!record) return
      await store.transaction({ org: record.org, actor: 'system:deploy', requestId: '' }, (tx) =>
        revokeIn(tx, [instance]),
      )
    },
    revokeIn,
    instancesOf: (agent) =>
      [...byInstance.values()].filter((record) => record.agent === agent).map(({ instance }) => instance),
  }
}

/** As hex text: a Buffer costs several times as much as the hash, and every call of an agent brings a token. */
function hashOf(token: string): string {
  return hash('sha256', token)
}
