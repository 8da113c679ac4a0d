import { spawn } from 'node:child_process'
import { mkdtemp, rm, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { systemInstallCommand } from '../../scripts/bootstrap/system-packages.mjs'
import { endChild, which } from './process.ts'
import { ServerMissing, type Server } from './server.ts'

/** Throws ServerMissing when there is no Secret Service to start here. */
export function requireSecretService(): void {
  if (process.platform !== 'linux')
    throw new ServerMissing('the private Secret Service exists on Linux alone', 'npm test (on Linux)')
  const missing = ['dbus-daemon', 'gnome-keyring-daemon'].filter((command) => which(command) === null)
  if (missing.length > 0) throw new ServerMissing(`${missing.join(' and ')} not installed`, systemInstallCommand)
}

/**
 * Starts a D-Bus and a gnome-keyring of their own, unlocked, in a throw-away folder: nobody's
 * login keyring is touched. The keyring ends with its bus, the bus with `stop`.
 */
export async function startSecretService(): Promise<Server> {
  requireSecretService()
  const dir = await mkdtemp(join(tmpdir(), 'acc-keyring-'))
  const [data, run, cache] = [join(dir, 'data'), join(dir, 'run'), join(dir, 'cache')]
  for (const folder of [data, run, cache]) await mkdir(folder, { mode: 0o700 })
  const { DISPLAY: _x, WAYLAND_DISPLAY: _w, ...inherited } = process.env
  const base = { ...inherited, XDG_DATA_HOME: data, XDG_RUNTIME_DIR: run, XDG_CACHE_HOME: cache }

  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address=1'], {
    env: base,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const stop = async () => {
    await endChild(bus, 2_000)
    await rm(dir, { recursive: true, force: true })
  }
  try {
    const [line] = (await once(bus.stdout, 'data')) as [Buffer]
    const env = {
      DBUS_SESSION_BUS_ADDRESS: line.toString().trim(),
      XDG_DATA_HOME: data,
      XDG_RUNTIME_DIR: run,
      XDG_CACHE_HOME: cache,
    }
    await unlock({ ...base, ...env })
    return { env, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The daemon reads its password from stdin, answers when it is ready, and goes to the background. */
async function unlock(env: NodeJS.ProcessEnv): Promise<void> {
  const keyring = spawn('gnome-keyring-daemon', ['--unlock', '--components=secrets'], {
    env,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  keyring.stdin.end('throw-away')
  const [code] = (await once(keyring, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`gnome-keyring-daemon did not start (exit ${code})`)
}
