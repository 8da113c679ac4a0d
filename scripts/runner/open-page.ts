import { spawn } from 'node:child_process'

/** Whether someone can see a window here. */
export function hasDisplay(): boolean {
  if (process.env['CI'] === 'true') return false
  if (process.platform !== 'linux') return true
  return Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])
}

/**
 * Opens an address in the default browser.
 * @returns whether the system took it; the caller prints the address in any case
 */
export function openPage(address: string): Promise<boolean> {
  const [command, args] = opener(address)
  const child = spawn(command, args, { stdio: 'ignore' })
  return new Promise((resolve) => {
    child.on('error', () => resolve(false))
    child.on('exit', (code) => resolve(code === 0))
  })
}

function opener(address: string): [string, string[]] {
  if (process.platform === 'darwin') return ['open', [address]]
  if (process.platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', address]]
  return ['xdg-open', [address]]
}
