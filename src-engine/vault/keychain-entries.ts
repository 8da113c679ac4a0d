import { randomBytes } from 'node:crypto'
import type { KeychainLibrary } from './keytar.ts'

/** Windows keeps at most 2,560 bytes in an entry; base64 of less than 1,800 bytes and our heading fit. */
const PART_CHARS = 2_400

/** Values of any length and content in a keychain whose entries are short C strings. */
export interface KeychainEntries {
  read(name: string): Promise<string | null>
  write(name: string, value: string): Promise<void>
  remove(name: string): Promise<void>
}

interface Head {
  readonly generation: string
  readonly parts: number
  readonly first: string
}

/**
 * A value is base64 of its JSON text, cut into parts. The entry of its name holds `generation.parts.first part`; further
 * parts stand beside it under their generation and are written before the heading that makes them count: an interrupted
 * write leaves the old value.
 */
export function createKeychainEntries(library: KeychainLibrary, service: string): KeychainEntries {
  const partName = (name: string, generation: string, index: number): string => `${name}#${generation}.${index}`

  async function head(name: string): Promise<Head | null> {
    const [generation, parts, first] = ((await library.getPassword(service, name)) ?? '').split('.', 3)
    return generation === undefined || parts === undefined || first === undefined
      ? null
      : { generation, parts: Number(parts), first }
  }
  async function removeParts(name: string, { generation, parts }: Head): Promise<void> {
    for (let index = 1; index < parts; index += 1)
      await library.deletePassword(service, partName(name, generation, index))
  }

  return {
    async read(name) {
      const found = await head(name)
      if (!found) return null
      let text = found.first
      for (let index = 1; index < found.parts; index += 1) {
        const part = await library.getPassword(service, partName(name, found.generation, index))
        if (part === null) return null
        text += part
      }
      const value: unknown = JSON.parse(Buffer.from(text, 'base64').toString('utf8'))
      return typeof value === 'string' ? value : null
    },
    async write(name, value) {
      const before = await head(name)
      const text = Buffer.from(JSON.stringify(value), 'utf8').toString('base64')
      const parts = Math.max(1, Math.ceil(text.length / PART_CHARS))
      const generation = randomBytes(6).toString('hex')
      for (let index = 1; index < parts; index += 1) {
        await library.setPassword(
          service,
          partName(name, generation, index),
          text.slice(index * PART_CHARS, (index + 1) * PART_CHARS),
        )
      }
      await library.setPassword(service, name, `${generation}.${parts}.${text.slice(0, PART_CHARS)}`)
      if (before) await removeParts(name, before)
    },
    async remove(name) {
      const before = await head(name)
      await library.deletePassword(service, name)
      if (before) await removeParts(name, before)
    },
  }
}
