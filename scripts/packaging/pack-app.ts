import { join } from 'node:path'
import { run } from '../runner/command.ts'
import { root } from '../runner/root.ts'
import { PRODUCT, PROGRAM, type PackedWith } from './config.ts'

export interface PackedApp {
  readonly folder: string
  readonly program: string
  /** Folder of the archive and of what lies beside it. */
  readonly resources: string
}

/**
 * Packs out/ with an Electron into `output`.
 * @returns null when it failed, having printed why
 */
export async function packApp(given: PackedWith): Promise<PackedApp | null> {
  const code = await run(process.execPath, [join(root, 'scripts', 'packaging', 'pack.ts'), JSON.stringify(given)], {
    output: 'quiet',
  })
  if (code !== 0) return null
  const suffix = process.arch === 'x64' ? '' : `-${process.arch}`
  if (process.platform === 'darwin') {
    const contents = join(given.output, `mac${suffix}`, `${PRODUCT}.app`, 'Contents')
    return {
      folder: join(given.output, `mac${suffix}`),
      program: join(contents, 'MacOS', PRODUCT),
      resources: join(contents, 'Resources'),
    }
  }
  const windows = process.platform === 'win32'
  const folder = join(given.output, `${windows ? 'win' : 'linux'}${suffix}-unpacked`)
  return { folder, program: join(folder, windows ? `${PRODUCT}.exe` : PROGRAM), resources: join(folder, 'resources') }
}
