import { chmod, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { EngineError } from '../kernel/errors.ts'

export const FORMAT = 1

const slotSchema = z.strictObject({
  addedAt: z.string(),
  memoryKiB: z.int().min(8).max(4_194_304),
  passes: z.int().min(1).max(64),
  lanes: z.int().min(1).max(16),
  /** Base64. */
  salt: z.string(),
  /** The data key, encrypted under the stretched password. */
  key: z.string(),
})
export type Slot = z.output<typeof slotSchema>

const encryptedSchema = z.strictObject({
  format: z.literal(FORMAT),
  kind: z.literal('file'),
  /** Random; bound into everything that is encrypted here, so that no part of another vault fits. */
  id: z.string(),
  slots: z.record(z.string(), slotSchema),
  secrets: z.record(z.string(), z.string()),
  /** HMAC over all of the above: nothing can be taken out, put back or swapped. */
  seal: z.string(),
})
/** An encrypted vault as it stands in its file. */
export type EncryptedFile = z.output<typeof encryptedSchema>

const keychainSchema = z.strictObject({
  format: z.literal(FORMAT),
  kind: z.literal('keychain'),
  /** The service under which this data directory's entries stand in the keychain. */
  service: z.string().min(1),
})
/** Says that the secrets of this data directory are in the keychain. */
export type KeychainFile = z.output<typeof keychainSchema>

const newerSchema = z.object({ format: z.int().gt(FORMAT) })
const fileSchema = z.discriminatedUnion('kind', [encryptedSchema, keychainSchema])

export function vaultPath(directory: string): string {
  return join(directory, 'vault.json')
}

/**
 * Reads `vault.json` of a data directory, null when there is none, and takes everybody else's access to it away.
 * @throws EngineError `read_only` for a newer format, `internal` for a damaged file.
 */
export async function readVaultFile(directory: string): Promise<EncryptedFile | KeychainFile | null> {
  const file = vaultPath(directory)
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return null
  if (process.platform !== 'win32' && ((await stat(file)).mode & 0o077) !== 0) await chmod(file, 0o600)
  const value = parseJson(file, text)
  if (newerSchema.safeParse(value).success) {
    throw new EngineError('read_only', `${file} was written by a newer version of this app. Update the app.`)
  }
  const parsed = fileSchema.safeParse(value)
  if (!parsed.success) throw damaged(file, parsed.error)
  return parsed.data
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw damaged(file, cause)
  }
}

function damaged(file: string, cause: unknown): EngineError {
  return new EngineError(
    'internal',
    `${file} is damaged. Restore it from a backup, or move it away and enter the secrets again.`,
    { cause },
  )
}
