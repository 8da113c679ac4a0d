import { createHash, timingSafeEqual } from 'node:crypto'
import { readFileSync, statSync, type Stats } from 'node:fs'
import { AgentError, sentence } from '../errors.ts'
import { writeFileDurably } from '../durable/index.ts'

/** The agent's token: proves us to the control center, and the control center to us. */
export interface TokenFile {
  /** The token as it is on disk now. Throws `unauthenticated` when there is none. */
  current(): string
  /** Whether a presented `Authorization` header carries it; compared in constant time. */
  matches(header: string | undefined): boolean
  /** Puts a renewed token in its place, for us and for whoever reads the file. */
  replace(token: string): void
}

/** Opens a token file that is read again whenever it changes. */
export function openTokenFile(file: string): TokenFile {
  let seen = ''
  let token = ''

  function current(): string {
    try {
      const stat = statPrivate(file)
      const stamp = `${stat.ino}.${stat.size}.${stat.mtimeMs}`
      if (stamp !== seen) {
        token = readFileSync(file, 'utf8').trim()
        seen = stamp
      }
    } catch (cause) {
      if (cause instanceof AgentError) throw cause
      throw new AgentError('unauthenticated', `The token file cannot be read: ${sentence(cause)}`, { cause })
    }
    if (token === '') throw new AgentError('unauthenticated', `The token file ${file} is empty.`)
    return token
  }

  function matches(header: string | undefined): boolean {
    const presented = header?.startsWith('Bearer ') ? header.slice(7) : ''
    return timingSafeEqual(digest(presented), digest(current())) && presented !== ''
  }

  return { current, matches, replace: (renewed) => writeFileDurably(file, renewed) }
}

/** Reads a file that is the agent's alone. Throws `unauthenticated` when every user could read it. */
export function readPrivateFile(file: string): string {
  statPrivate(file)
  return readFileSync(file, 'utf8')
}

function statPrivate(file: string): Stats {
  const stat = statSync(file)
  // Windows reports no POSIX permissions.
  if (process.platform !== 'win32' && (stat.mode & 0o007) !== 0)
    throw new AgentError(
      'unauthenticated',
      `The file ${file} is open to every user. Make it readable for the agent alone (chmod 600).`,
    )
  return stat
}

// Digests have one length, so that the comparison does not tell the token's.
function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest()
}
