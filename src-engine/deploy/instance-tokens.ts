import { hash, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { Ids } from '../kernel/ports.ts'
import type { LocalKind, Store, Tx } from '../store/index.ts'

const recordSchema = z.object({ org: z.string(), agent: z.string(), instance: z.string(), hash: z.string() })
type TokenRecord = z.output<typeof recordSchema>
const kind: LocalKind<TokenRecord> = { kind: 'instance-token', schema: recordSchema }

export interface InstanceIdentity {
  readonly org: string
  readonly agent: string
  readonly instance: string
}

/**
 * Runtime tokens of deployed instances: 32 random bytes, of which only the SHA-256 is stored. An instance has one; a new
 * one takes its place. All hashes are in memory, so that a call is authenticated without touching the disk.
 */
export interface InstanceTokens {
  /** Makes a token; answers when its hash is durable. The value exists nowhere else afterwards. */
  issue(identity: InstanceIdentity): Promise<string>
  /** Null for a token that is unknown or revoked. */
  authenticate(token: string): Promise<InstanceIdentity | null>
  revoke(instance: string): Promise<void>
  /** Revokes inside the open transaction; in force as soon as it has committed. */
  revokeIn(tx: Tx, instances: readonly string[]): void
  /** Instances of an agent that have a token. */
  instancesOf(agent: string): readonly string[]
}

export function openInstanceTokens(store: Store, ids: Ids): InstanceTokens {
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

  return {
    async issue({ org, agent, instance }) {
      const token = ids.random(32).toString('base64url')
      const record = { org, agent, instance, hash: hashOf(token).toString('hex') }
      await store.transaction({ org, actor: 'system:deploy', requestId: '' }, (tx) => {
        tx.local.put(kind, instance, record, { org })
        tx.afterCommit(() => hold(record))
      })
      return token
    },
    authenticate(token) {
      const digest = hashOf(token)
      // Found by its hash, which a caller cannot steer; then compared as a whole in constant time.
      const record = byHash.get(digest.toString('hex'))
      if (!record || !timingSafeEqual(Buffer.from(record.hash, 'hex'), digest)) return Promise.resolve(null)
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

function hashOf(token: string): Buffer {
  return hash('sha256', token, 'buffer')
}
