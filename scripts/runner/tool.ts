import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.ts'

/**
 * File of a tool's command, to be run with `process.execPath`: works without a shell, and on
 * Windows, where node_modules/.bin holds .cmd files.
 * @param name package name
 * @param command name of the command where it differs from the package's
 */
export function toolFile(name: string, command = name): string {
  const folder = join(root, 'node_modules', name)
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    bin?: string | Record<string, string>
  }
  const file = typeof bin === 'string' ? bin : bin?.[command]
  if (file === undefined) throw new Error(`package ${name} has no command ${command}`)
  return join(folder, file)
}
