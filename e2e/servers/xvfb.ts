import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { systemInstallCommand } from '../../scripts/bootstrap/system-packages.mjs'
import { endChild, which } from './process.ts'
import { ServerMissing, type Server } from './server.ts'

/** Throws ServerMissing when windows could not be shown: Linux without Xvfb. */
export function requireDisplay(): void {
  if (process.platform === 'linux' && which('Xvfb') === null)
    throw new ServerMissing('Xvfb is not installed', systemInstallCommand)
}

/** A screen of its own on Linux, so that no window of a test appears before somebody; elsewhere the one there is. */
export async function startDisplay(): Promise<Server> {
  requireDisplay()
  if (process.platform !== 'linux') return { env: {}, stop: async () => undefined }
  // It chooses a free number itself and writes it to file descriptor 3 once it answers.
  const args = ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp', '-noreset']
  const child = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const pipe = child.stdio[3]
  if (pipe === null || pipe === undefined || !('read' in pipe)) throw new Error('Xvfb got no pipe')
  const number = await new Promise<string>((resolve, reject) => {
    createInterface({ input: pipe }).once('line', resolve)
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`Xvfb ended (exit ${code})`)))
  })
  // WAYLAND_DISPLAY would be preferred to it.
  return { env: { DISPLAY: `:${number}`, WAYLAND_DISPLAY: '' }, stop: () => endChild(child, 2_000) }
}
