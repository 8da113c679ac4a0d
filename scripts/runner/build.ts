import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './command.ts'
import { root } from './root.ts'
import { seconds } from './time.ts'
import { toolFile } from './tool.ts'

/** `agent`: the reference agent in single files. `renderer`: the dashboard. `desktop`: the shell and its engine. */
type Piece = 'agent' | 'renderer' | 'desktop'
/** `all`: the whole desktop app. */
export type Part = Piece | 'all'

const sources: Record<Piece, string> = {
  agent: '{src-agent,src-engine/contract}/**/*',
  renderer: '{src-renderer,src-engine/contract}/**/*',
  desktop: '{src-main,src-engine}/**/*',
}

const titles: Record<Piece, string> = { agent: 'the agent', renderer: 'the dashboard', desktop: 'the desktop shell' }

/** Whatever the environment says: a build for development is larger and names the folder it was built in. */
const RELEASE = { NODE_ENV: 'production' } as const

const quietly = ['--logLevel', 'warn']
const commands: Record<Piece, () => string[][]> = {
  agent: () => [['src-agent/build.ts', join('out', 'agent')]],
  renderer: () => [[toolFile('vite'), 'build', 'src-renderer', ...quietly]],
  desktop: () => [
    [toolFile('electron-vite'), 'build', ...quietly],
    [toolFile('vite'), 'build', '--config', 'vite.engine.config.ts', ...quietly],
  ],
}

/**
 * Builds into out/, unless out/ was built from exactly these sources. Progress goes to stderr:
 * stdout belongs to the app that is started afterwards.
 * @returns whether out/ is usable
 */
export async function build(part: Part): Promise<boolean> {
  if (part !== 'all') return buildPiece(part)
  return (await buildPiece('agent')) && (await buildPiece('renderer')) && buildPiece('desktop')
}

async function buildPiece(part: Piece): Promise<boolean> {
  const stamp = join(root, 'out', `.${part}-built-from`)
  const wanted = hashOf(sources[part])
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return true
  const started = performance.now()
  console.error(`building ${titles[part]}`)
  for (const command of commands[part]()) {
    if ((await run(process.execPath, command, { output: 'quiet', env: RELEASE })) !== 0) return false
  }
  mkdirSync(join(root, 'out'), { recursive: true })
  writeFileSync(stamp, wanted)
  console.error(`built in ${seconds(performance.now() - started)}`)
  return true
}

function hashOf(pattern: string): string {
  const hash = createHash('sha256')
  const entries = globSync([pattern, '*.config.ts', 'package-lock.json'], {
    cwd: root,
    exclude: ['**/*.test.*', '**/testing/**'],
    withFileTypes: true,
  })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  for (const file of files.toSorted()) hash.update(file).update('\0').update(readFileSync(file))
  return hash.digest('hex')
}
