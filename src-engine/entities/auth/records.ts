import { z } from 'zod'
import type { LocalKind } from '../../store/index.ts'

const verifier = z.object({ phc: z.string() })
/** Password verifier, by user id. Local: people sync without it. */
export const verifiers: LocalKind<z.output<typeof verifier>> = { kind: 'verifier', schema: verifier }

const session = z.object({
  id: z.string(),
  user: z.string(),
  org: z.string(),
  createdAt: z.string(),
  lastUsedAt: z.string(),
  client: z.string(),
  /** SHA-256 of the refresh token in force; any other token of this session is one used before. */
  refreshHash: z.string(),
  expiresAt: z.number(),
})
export type SessionRecord = z.output<typeof session>
/** A signed-in client: the family of refresh tokens that descend from one sign-in. */
export const sessionRecords: LocalKind<SessionRecord> = { kind: 'session', schema: session }

const lockout = z.object({ failures: z.int(), until: z.number() })
export type Lockout = z.output<typeof lockout>
/** Failed sign-ins, by lower-case email. */
export const lockouts: LocalKind<Lockout> = { kind: 'lockout', schema: lockout }
