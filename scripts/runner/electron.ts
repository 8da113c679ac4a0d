import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './command.ts'
import { root } from './root.ts'

const folder = join(root, 'node_modules', 'electron')
const refused = join(root, '.cache', 'electron-not-fetched')
const RETRY_AFTER_MS = 24 * 3600 * 1000

/** Path of the Electron binary when it is here, or null. ELECTRON_OVERRIDE_DIST_PATH names another one. */
export function findElectron(): string | null {
  const pathFile = join(folder, 'path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : 'electron'
  const path = join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist'), name)
  return existsSync(path) ? path : null
}

/**
 * The Electron binary, fetched when it is not here (its npm package has none and no install script).
 * A fetch that failed is tried again a day later, not at each start.
 * @returns null when it cannot be had
 */
export async function obtainElectron(): Promise<string | null> {
  const found = findElectron()
  if (found !== null || process.env['ELECTRON_OVERRIDE_DIST_PATH'] !== undefined) return found
  if (existsSync(refused) && Date.now() - statSync(refused).mtimeMs < RETRY_AFTER_MS) return null
  console.error('fetching Electron (about 110 MB, once)')
  const code = await run(process.execPath, [join(folder, 'install.js')], { output: 'discard' })
  if (code === 0) return findElectron()
  mkdirSync(join(root, '.cache'), { recursive: true })
  writeFileSync(refused, '')
  return null
}
