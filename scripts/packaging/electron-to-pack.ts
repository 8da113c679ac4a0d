import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ELECTRON_22, obtainElectron22 } from '../../e2e/servers/electron22.ts'
import { findElectron, obtainElectron } from '../runner/electron.ts'

export interface ElectronToPack {
  readonly folder: string
  readonly version: string
  /** False for the old one of the smoke tests: what is packed with it is for looking into, not for people. */
  readonly current: boolean
}

/**
 * The current Electron where it is or can be fetched, else the one of the smoke tests.
 * @param fetch false looks only at what is here
 * @throws ServerMissing when neither can be had
 */
export async function electronToPack(fetch: boolean): Promise<ElectronToPack> {
  const binary = fetch ? await obtainElectron() : findElectron()
  if (binary === null) return { folder: await obtainElectron22(), version: ELECTRON_22, current: false }
  // On macOS the program lies deep inside its bundle.
  const folder = process.platform === 'darwin' ? join(dirname(binary), '..', '..', '..') : dirname(binary)
  return { folder, version: readFileSync(join(folder, 'version'), 'utf8').trim().replace(/^v/, ''), current: true }
}
