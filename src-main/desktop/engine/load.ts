import type { Shell } from '../shell.ts'
import { requireHandle } from '../page/scheme.ts'
import type { OpenedEngine } from './in-process.ts'
import { ShellError } from './port.ts'

/**
 * Imports the engine and opens it in this process. The import lies here alone, so that a window on a remote engine
 * loads none of it: not its native parts, which older Electron cannot load.
 * @throws ShellError in an Electron that is too old or where no Node for agents is known, or the engine's own error
 */
export async function loadEngine({ config, root, electron }: Shell): Promise<OpenedEngine> {
  requireHandle(electron.protocol)
  if (config.node === null)
    throw new ShellError('Start the app with npm start: it brings the Node that agents of this machine run on.')
  const { composeEngine } = await import('./compose.ts')
  // What lies in a packed app's archive is a file to Electron alone; what other programs read lies beside it.
  const unpackedRoot = root.replace(/app\.asar$/, 'app.asar.unpacked')
  const { data, node, vault } = config
  return composeEngine({ data, version: electron.app.getVersion(), root, unpackedRoot, node, vault })
}
