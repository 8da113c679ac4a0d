import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { baseDirectory } from '../base-directory.ts'

/** As a browser sends it: scheme, host and port, nothing behind them. */
const originSchema = z.string().transform((given, context) => {
  const url = URL.parse(given)
  if (url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin
  context.addIssue('is not an origin such as https://ops.example.com')
  return z.NEVER
})

const optionsSchema = z.object({
  data: z.string().min(1),
  port: z.coerce.number().int().min(0).max(65_535),
  vault: z.enum(['auto', 'keychain', 'file']),
  passphraseFile: z.string().nullable(),
  logLevel: z.enum(['debug', 'info', 'warn', 'error']),
  allowOrigin: z.array(originSchema),
  requestsPerMinute: z.coerce.number().int().min(1),
})
export type HeadlessOptions = z.output<typeof optionsSchema>

/** Where the data lives when nobody says: the platform's place for an app's own files. */
export function defaultData(): string {
  if (process.platform === 'darwin')
    return join(homedir(), 'Library', 'Application Support', 'agenticmail-control-center')
  if (process.platform === 'win32') return join(process.env['LOCALAPPDATA'] ?? homedir(), 'agenticmail-control-center')
  return join(baseDirectory(process.env['XDG_DATA_HOME'], join('.local', 'share')), 'agenticmail-control-center')
}

export const usage = `Usage: npm start -- [options]
  --data DIR              where the data lives
  --port N                port of the dashboard and the API on 127.0.0.1 (0: any free one)
  --no-open               open nothing; print one JSON line when ready; on the first run
                          url#token=TOKEN is the page with its one-time token filled in
  --vault KIND            auto, keychain or file
  --passphrase-file FILE  opens the file vault at start; outside the data directory, only you may be able to read it
  --log-level LEVEL       debug, info, warn or error
  --allow-origin URL      a page of another site that may call the API with a bearer token,
                          such as https://ops.example.com; may be repeated
  --requests-per-minute N what one person may ask for
`

/** @throws Error with a sentence when an option is unknown or its value is not one. */
export function readOptions(args: readonly string[]): HeadlessOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: 'string' },
      port: { type: 'string' },
      'no-open': { type: 'boolean' },
      vault: { type: 'string' },
      'passphrase-file': { type: 'string' },
      'log-level': { type: 'string' },
      'allow-origin': { type: 'string', multiple: true },
      'requests-per-minute': { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) return 'help'
  const parsed = optionsSchema.safeParse({
    data: resolve(values.data ?? defaultData()),
    port: values.port ?? 0,
    vault: values.vault ?? 'auto',
    passphraseFile: values['passphrase-file'] ?? null,
    logLevel: values['log-level'] ?? 'info',
    allowOrigin: values['allow-origin'] ?? [],
    requestsPerMinute: values['requests-per-minute'] ?? 6_000,
  })
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const option = String(issue?.path[0] ?? 'option').replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  throw new Error(`--${option}: ${issue?.message ?? 'is not valid'}`)
}
