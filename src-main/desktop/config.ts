import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { ShellError } from './engine/port.ts'

interface Surroundings {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** Whether this runs as the packed app. */
  readonly packaged: boolean
  /** Folder that holds `out/` and `resources/`. */
  readonly root: string
  /** Folder that a packed app's extra files are in. */
  readonly resources: string
  readonly defaultData: string
}

export interface DesktopConfig {
  readonly data: string
  readonly mode: 'in-process' | 'remote'
  readonly vault: 'auto' | 'keychain' | 'file'
  /** Node >= 24 for agents of this machine and the headless host; null when none is known. */
  readonly node: string | null
  /** File of the headless host, null where it cannot be started: a packed app's files are unreadable to plain Node. */
  readonly hostEntry: string | null
  readonly development: boolean
}

const schema = z.object({
  data: z.string().min(1).optional(),
  engine: z.enum(['in-process', 'remote']).optional(),
  vault: z.enum(['auto', 'keychain', 'file']).optional(),
  node: z.string().min(1).optional(),
})

/**
 * What the command line and the environment say: `--data DIR`, `--engine in-process|remote`, `--vault auto|keychain|file`,
 * CONTROL_CENTER_NODE.
 * Other arguments are Chromium's or deep links.
 * @throws ShellError naming what is wrong
 */
export function readConfig({ argv, env, packaged, root, resources, defaultData }: Surroundings): DesktopConfig {
  const options = { data: { type: 'string' }, engine: { type: 'string' }, vault: { type: 'string' } } as const
  const { values } = parseArgs({ args: argv.slice(1), options, strict: false })
  const parsed = schema.safeParse({ ...values, node: env['CONTROL_CENTER_NODE'] })
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new ShellError(`--${String(issue?.path[0])}: ${issue?.message ?? 'is not valid'}`)
  }
  const { data, engine, vault, node } = parsed.data
  const ownNode = join(resources, process.platform === 'win32' ? 'node.exe' : 'node')
  return {
    data: resolve(data ?? defaultData),
    mode: engine ?? 'in-process',
    vault: vault ?? 'auto',
    node: node ?? (packaged ? ownNode : null),
    hostEntry: packaged ? null : join(root, 'src-main', 'headless', 'main.ts'),
    development: !packaged,
  }
}
