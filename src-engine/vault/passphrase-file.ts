import { open, realpath } from 'node:fs/promises'
import { isAbsolute, relative, sep } from 'node:path'
import { EngineError } from '../kernel/errors.ts'
import { Secret } from '../kernel/secret.ts'

/**
 * Reads the passphrase that opens the vault of a machine where nobody signs in. A line break at its end is not part of it.
 * @param directory the data directory, in which it may not lie: whoever copies that would have the key beside the lock
 * @throws EngineError `invalid_input` when the file is missing, empty, in the data directory, or can be read by anybody
 * but its owner.
 */
export async function readPassphraseFile(file: string, directory: string): Promise<Secret> {
  const handle = await open(file, 'r').catch((cause: unknown) => {
    throw new EngineError('invalid_input', `The passphrase file ${file} cannot be read.`, { cause })
  })
  try {
    const inside = relative(await realpath(directory), await realpath(file))
    if (!isAbsolute(inside) && inside.split(sep)[0] !== '..')
      throw new EngineError(
        'invalid_input',
        `The passphrase file ${file} lies in the data directory, beside the vault that it opens. Move it out of ${directory}.`,
      )
    const { mode, uid } = await handle.stat()
    if (process.platform !== 'win32') {
      const others = (mode & 0o777).toString(8).padStart(4, '0')
      if ((mode & 0o077) !== 0) {
        throw new EngineError(
          'invalid_input',
          `The passphrase file ${file} is open to others (mode ${others}). Close it with: chmod 600 ${file}`,
        )
      }
      const me = process.getuid?.()
      if (uid !== me && uid !== 0)
        throw new EngineError('invalid_input', `The passphrase file ${file} belongs to another user.`)
    }
    const text = (await handle.readFile('utf8')).replace(/\r?\n$/, '')
    if (text === '') throw new EngineError('invalid_input', `The passphrase file ${file} is empty.`)
    return new Secret(text)
  } finally {
    await handle.close()
  }
}
