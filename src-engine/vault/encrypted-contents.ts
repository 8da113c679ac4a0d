import { randomBytes, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { canonicalJson } from '../decide/index.ts'
import { EngineError } from '../kernel/errors.ts'
import { Secret } from '../kernel/secret.ts'
import { KEY_BYTES, STRETCHING, decrypt, encrypt, sealOf, stretch } from './cipher.ts'
import { type EncryptedFile, FORMAT, type Slot } from './vault-file.ts'

/** A vault's contents without their seal, as they are changed. */
export type Contents = Omit<EncryptedFile, 'seal'>

const SALT_BYTES = 16

export function emptyContents(): Contents {
  return { format: FORMAT, kind: 'file', id: randomBytes(16).toString('hex'), slots: {}, secrets: {} }
}

export function newDataKey(): Buffer {
  return randomBytes(KEY_BYTES)
}

/** What a box is bound to: format, vault, what it is, its name; for slots how their password was stretched, too. */
function bound(id: string, ...rest: readonly (string | number)[]): string {
  return JSON.stringify(['vault', FORMAT, id, ...rest])
}
function slotBound(id: string, name: string, slot: Omit<Slot, 'key'>): string {
  return bound(id, 'slot', name, slot.addedAt, slot.memoryKiB, slot.passes, slot.lanes, slot.salt)
}

export async function withSlot(
  contents: Contents,
  dataKey: Buffer,
  name: string,
  password: Secret,
  addedAt: string,
): Promise<Contents> {
  const salt = randomBytes(SALT_BYTES)
  const open = { addedAt, ...STRETCHING, salt: salt.toString('base64') }
  const wrapping = await stretch(password, salt, STRETCHING)
  const slot: Slot = { ...open, key: encrypt(wrapping, slotBound(contents.id, name, open), dataKey) }
  wrapping.fill(0)
  return { ...contents, slots: { ...contents.slots, [name]: slot } }
}

/** The data key as `password` opens it through a slot; null when it does not. */
export async function openSlot({ id }: Contents, name: string, slot: Slot, password: Secret): Promise<Buffer | null> {
  const wrapping = await stretch(password, Buffer.from(slot.salt, 'base64'), slot)
  const dataKey = decrypt(wrapping, slotBound(id, name, slot), slot.key)
  wrapping.fill(0)
  return dataKey
}

export function withSecret(contents: Contents, dataKey: Buffer, name: string, value: Secret): Contents {
  // As JSON, so that any string comes back as it was, lone surrogates included.
  const plain = Buffer.from(JSON.stringify(value.reveal()), 'utf8')
  return {
    ...contents,
    secrets: { ...contents.secrets, [name]: encrypt(dataKey, bound(contents.id, 'secret', name), plain) },
  }
}

export function readSecret(contents: Contents, dataKey: Buffer, name: string): Secret | null {
  const box = Object.hasOwn(contents.secrets, name) ? contents.secrets[name] : undefined
  if (box === undefined) return null
  const plain = decrypt(dataKey, bound(contents.id, 'secret', name), box)
  if (plain === null) throw changedOutside()
  return new Secret(z.string().parse(JSON.parse(plain.toString('utf8'))))
}

export function sealed(contents: Contents, dataKey: Buffer): EncryptedFile {
  return { ...contents, seal: sealOf(dataKey, canonicalJson(contents)).toString('base64') }
}

/** @throws EngineError `vault_locked` when anything in the file is not as it was written. */
export function checkSeal({ seal, ...contents }: EncryptedFile, dataKey: Buffer): void {
  const stands = Buffer.from(seal, 'base64')
  const should = sealOf(dataKey, canonicalJson(contents))
  if (stands.length !== should.length || !timingSafeEqual(stands, should)) throw changedOutside()
}

function changedOutside(): EngineError {
  return new EngineError(
    'vault_locked',
    'The vault file was changed by something else than this app, so it stays locked. Restore vault.json from a backup.',
  )
}
