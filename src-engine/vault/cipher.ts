import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { type Algorithm, hashRaw } from '@node-rs/argon2'
import { stretchInTurn } from '../kernel/in-turn.ts'
import type { Secret } from '../kernel/secret.ts'

/** A const enum that only the type checker sees: its value has to be said. */
const ARGON2ID: Algorithm = 2
const NONCE_BYTES = 12
const TAG_BYTES = 16
export const KEY_BYTES = 32

/** What argon2id is asked to do (RFC 9106); memory in KiB. */
export interface Stretching {
  readonly memoryKiB: number
  readonly passes: number
  readonly lanes: number
}

/** RFC 9106's second recommended option: 64 MiB, three passes. One lane, because the work runs on one thread. */
export const STRETCHING: Stretching = { memoryKiB: 65_536, passes: 3, lanes: 1 }

/** AES-256-GCM with a random nonce; answers base64 of nonce, ciphertext and tag. `bound` must be the same to open it. */
export function encrypt(key: Buffer, bound: string, plain: Buffer): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(bound, 'utf8'))
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('base64')
}

/** Opens what {@link encrypt} made; null when key or `bound` differ or a bit was changed. */
export function decrypt(key: Buffer, bound: string, box: string): Buffer | null {
  const bytes = Buffer.from(box, 'base64')
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return null
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(bound, 'utf8'))
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
  const start = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES))
  try {
    return Buffer.concat([start, decipher.final()])
  } catch {
    return null // node:crypto has no other way to say that the tag does not fit
  }
}

/** HMAC-SHA256 of `text` under a key of its own that is derived from the data key. */
export function sealOf(dataKey: Buffer, text: string): Buffer {
  const key = Buffer.from(hkdfSync('sha256', dataKey, Buffer.alloc(0), 'vault seal', KEY_BYTES))
  return createHmac('sha256', key).update(text, 'utf8').digest()
}

/** The 256-bit key of a password; runs on the thread pool, never on the main thread, one at a time. */
export function stretch(password: Secret, salt: Buffer, { memoryKiB, passes, lanes }: Stretching): Promise<Buffer> {
  return stretchInTurn(() =>
    hashRaw(password.reveal(), {
      algorithm: ARGON2ID,
      memoryCost: memoryKiB,
      timeCost: passes,
      parallelism: lanes,
      outputLen: KEY_BYTES,
      salt,
    }),
  )
}
