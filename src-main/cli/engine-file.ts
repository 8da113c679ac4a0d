import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { CliError } from './cli-error.ts'

const schema = z.object({ url: z.url(), token: z.string().min(1).nullish() })

/** Where an engine answers, and the one-time token of its first start. */
export interface RunningEngine {
  readonly url: string
  readonly setupToken: string | null
}

/**
 * The engine that runs on a data directory, by the `engine.json` it leaves there. Passwords are sent to the address in
 * it, so it must be closed to others and name this machine.
 * @throws CliError `dependency_unavailable` when none runs, `forbidden` when the file is not to be trusted
 */
export async function findEngine(data: string): Promise<RunningEngine> {
  const file = join(data, 'engine.json')
  const none = new CliError(
    'dependency_unavailable',
    `No control center runs on ${data}. Start it with: npm start, or: agentctl serve`,
  )
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) throw none
    throw error
  })
  if (process.platform !== 'win32') {
    const { mode, uid } = await stat(file)
    if ((mode & 0o077) !== 0 || uid !== process.getuid?.()) {
      throw new CliError(
        'forbidden',
        `${file} belongs to or is open to other users of this machine, so it is not trusted.`,
      )
    }
  }
  const parsed = schema.safeParse(parseJson(text))
  if (!parsed.success) throw none
  return { url: checkedOrigin(parsed.data.url), setupToken: parsed.data.token ?? null }
}

/**
 * The origin of an address that tokens may be sent to: TLS, or this machine.
 * @throws CliError `usage`
 */
export function checkedOrigin(address: string): string {
  const url = URL.parse(address)
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw new CliError('usage', `${address} is no http address.`)
  const here = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)
  if (url.protocol === 'http:' && !here)
    throw new CliError('usage', `${address} is neither https nor on this machine: tokens are not sent there.`)
  return url.origin
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null // half written by an engine that is just starting
    throw error
  }
}
