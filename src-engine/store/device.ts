import { randomBytes } from 'node:crypto'
import type Database from 'better-sqlite3'
import { z } from 'zod'
import { isoTime } from '../kernel/clock.ts'
import type { Clock } from '../kernel/ports.ts'

/** This installation among the organization's devices. A restored or cloned disk becomes a new incarnation. */
export interface Device {
  /** 16 lower-case hex digits. */
  readonly id: string
  readonly incarnation: number
  /** Ed25519 public key (SPKI, base64); null until the vault that keeps the private half is there. */
  readonly publicKey: string | null
}

const stored = z.object({ id: z.string(), incarnation: z.int(), public_key: z.string().nullable() }).optional()

/** Reads the device, or makes it at the first start. */
export function openDevice(database: Database.Database, clock: Clock): Device {
  const row = stored.parse(database.prepare('SELECT id, incarnation, public_key FROM device').get())
  if (row) return { id: row.id, incarnation: row.incarnation, publicKey: row.public_key }
  const device = { id: randomBytes(8).toString('hex'), incarnation: 1, publicKey: null }
  database
    .prepare('INSERT INTO device (id, incarnation, public_key, created_at) VALUES (?, ?, NULL, ?)')
    .run(device.id, device.incarnation, isoTime(clock.now()))
  return device
}
