import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'

/** What the headless host prints on stdout, one JSON line, once it answers. */
export type Ready = { ready: true; url: string; token: string | null; data: string }

export type Host = { child: ChildProcess; ready: Promise<Ready> }

/**
 * Starts the headless host and reads its first line. Whatever it prints afterwards goes to our stdout.
 * @param nodeArgs arguments for Node itself, such as --watch-path
 */
export function startHost(args: readonly string[], nodeArgs: readonly string[] = []): Host {
  const child = spawn(process.execPath, [...nodeArgs, 'src-main/headless/main.ts', ...args], {
    stdio: ['inherit', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })
  const ready = new Promise<Ready>((resolve, reject) => {
    let first = true
    lines.on('line', (line) => {
      const parsed = first ? parseReady(line) : null
      if (parsed === null) console.log(line)
      else {
        first = false
        resolve(parsed)
      }
    })
    child.on('error', reject)
    child.on('exit', (code) => reject(new Error(`the app ended before it was ready (exit ${code})`)))
  })
  return { child, ready }
}

/** The address to open: the token travels in the fragment, which no server and no log ever sees. */
export function pageAddress({ url, token }: Ready): string {
  return token === null ? url : `${url}#token=${token}`
}

function parseReady(line: string): Ready | null {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
  if (typeof value !== 'object' || value === null || !('ready' in value) || value.ready !== true) return null
  const { url, token, data } = value as Partial<Record<keyof Ready, unknown>>
  if (typeof url !== 'string' || typeof data !== 'string') return null
  return { ready: true, url, token: typeof token === 'string' ? token : null, data }
}
