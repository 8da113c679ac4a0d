import type Database from 'better-sqlite3'
import { z } from 'zod'

/** The genesis entry of an organization: signed text, and the key that can recover it. */
export interface OrganizationRoot {
  readonly org: string
  /** SHA-256 of the genesis text: what every later entry names as its organization. */
  readonly root: string
  /** Exactly the bytes that were signed. */
  readonly genesis: string
  readonly signature: string
  readonly recoveryPublicKey: string
}

export interface RootTable {
  get(org: string): OrganizationRoot | undefined
  /** Writes inside the open transaction. */
  insert(root: OrganizationRoot): void
  /** The public half of this device's key, null before the first organization. */
  deviceKey(): string | null
  /** Names the public half of this device's key inside the open transaction. */
  setDeviceKey(publicKey: string): void
}

const rowSchema = z
  .object({
    org: z.string(),
    root: z.string(),
    genesis: z.string(),
    signature: z.string(),
    recovery_public_key: z.string(),
  })
  .optional()

const keySchema = z.object({ public_key: z.string().nullable() }).optional()

export function openRootTable(database: Database.Database): RootTable {
  const select = database.prepare(
    'SELECT org, root, genesis, signature, recovery_public_key FROM org_roots WHERE org = ?',
  )
  const insert = database.prepare(
    'INSERT INTO org_roots (org, root, genesis, signature, recovery_public_key) VALUES (?, ?, ?, ?, ?)',
  )
  const readKey = database.prepare('SELECT public_key FROM device')
  const setKey = database.prepare('UPDATE device SET public_key = ?')
  return {
    get(org) {
      const row = rowSchema.parse(select.get(org))
      return (
        row && {
          org: row.org,
          root: row.root,
          genesis: row.genesis,
          signature: row.signature,
          recoveryPublicKey: row.recovery_public_key,
        }
      )
    },
    insert(root) {
      insert.run(root.org, root.root, root.genesis, root.signature, root.recoveryPublicKey)
    },
    deviceKey: () => keySchema.parse(readKey.get())?.public_key ?? null,
    setDeviceKey(publicKey) {
      setKey.run(publicKey)
    },
  }
}
