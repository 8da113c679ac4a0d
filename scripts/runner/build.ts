import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './command.ts'
import { root } from './root.ts'
import { seconds } from './time.ts'
import { toolFile } from './tool.ts'

/** `agent`: the reference agent in single files. `renderer`: what a browser needs. `all`: the desktop app. */
export type Part = 'agent' | 'renderer' | 'all'

const sources: Record<Part, string> = {
  agent: '{src-agent,src-engine/contract}/**/*',
  renderer: '{src-renderer,src-engine/contract}/**/*',
  all: '{src-*,resources}/**/*',
}

const titles: Record<Part, string> = { agent: 'the agent', renderer: 'the dashboard', all: 'the desktop app' }

const commands: Record<Part, () => string[]> = {
  agent: () => ['src-agent/build.ts', join('out', 'agent')],
  renderer: () => [toolFile('vite'), 'build', '--logLevel', 'warn'],
  all: () => [toolFile('electron-vite'), 'build', '--logLevel', 'warn'],
}

/**
 * Builds into out/, unless out/ was built from exactly these sources. Progress goes to stderr:
 * stdout belongs to the app that is started afterwards.
 * @returns whether out/ is usable
 */
export async function build(part: Part): Promise<boolean> {
  const stamp = join(root, 'out', `.${part}-built-from`)
  const wanted = hashOf(sources[part])
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return true
  const started = performance.now()
  console.error(`building ${titles[part]}`)
  const code = await run(process.execPath, commands[part](), { output: 'quiet' })
  if (code !== 0) return false
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
