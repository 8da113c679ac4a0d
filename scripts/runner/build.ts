import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './command.ts'
import { root } from './root.ts'
import { seconds } from './time.ts'
import { toolFile } from './tool.ts'

const stamp = join(root, 'out', '.built-from')

/**
 * Builds all parts with electron-vite into out/, unless out/ was built from exactly these sources.
 * Its progress goes to stderr: stdout belongs to the app that is started afterwards.
 * @returns whether out/ is usable
 */
export async function build(): Promise<boolean> {
  const wanted = hashOfSources()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return true
  const started = performance.now()
  console.error('building the app')
  const code = await run(process.execPath, [toolFile('electron-vite'), 'build', '--logLevel', 'warn'], {
    output: 'quiet',
  })
  if (code !== 0) return false
  mkdirSync(join(root, 'out'), { recursive: true })
  writeFileSync(stamp, wanted)
  console.error(`built in ${seconds(performance.now() - started)}`)
  return true
}

function hashOfSources(): string {
  const hash = createHash('sha256')
  const files = globSync(['{src-*,resources}/**/*.*', '*.config.ts', 'package-lock.json'], {
    cwd: root,
    exclude: ['**/*.test.*'],
  })
  for (const file of files.sort())
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)))
  return hash.digest('hex')
}
