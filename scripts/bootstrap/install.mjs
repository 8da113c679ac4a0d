import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { withLock } from './lock.mjs'

/**
 * What an installation needs of the machine.
 * @typedef {{
 *   npm: (root: string, name: (pid: number) => void) => Promise<number>,
 *   say: (line: string) => void,
 *   tellEveryMs: number,
 * }} Tools
 * @type {Tools}
 */
const ours = { npm: runNpm, say, tellEveryMs: 5_000 }

/**
 * Installs the locked dependencies unless exactly these are installed already. What is installed
 * is named by a hash of the lockfile kept inside node_modules (file times lie after a clone).
 * @param {string} root project folder
 */
export async function ensureInstalled(root, tools = ours) {
  if (isInstalled(root)) return
  await withLock(join(root, '.bootstrap-lock'), 'installing', async (name) => {
    if (isInstalled(root)) return
    await npmCi(root, name, tools)
    writeFileSync(stampFile(root), wantedStamp(root))
  })
}

/** @param {string} root */
function isInstalled(root) {
  const file = stampFile(root)
  return existsSync(file) && readFileSync(file, 'utf8') === wantedStamp(root)
}

/** @param {string} root */
function stampFile(root) {
  return join(root, 'node_modules', '.bootstrap-stamp')
}

/** @param {string} root */
function wantedStamp(root) {
  const hash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  // keytar is left out when its system library is missing, so its arrival asks for a new install.
  const libsecret = process.platform !== 'linux' || existsSync('/usr/include/libsecret-1')
  return `${hash} ${process.platform}-${process.arch} keychain:${libsecret}\n`
}

/** @param {string} root @param {(pid: number) => void} name tells the lock which process works @param {Tools} tools */
async function npmCi(root, name, tools) {
  const started = Date.now()
  const packages = lockedPackages(root)
  tools.say(`installing ${packages.length} packages (about a minute, once)`)
  const progress = setInterval(() => {
    const done = packages.filter((path) => existsSync(join(root, path, 'package.json'))).length
    tools.say(`  ${seconds(started)} s: ${done} of ${packages.length} packages unpacked`)
  }, tools.tellEveryMs)
  try {
    const code = await tools.npm(root, name)
    if (code !== 0) throw new BootstrapFailure(`npm ci failed (exit ${code}); what npm said stands above.`)
  } finally {
    clearInterval(progress)
  }
  tools.say(`installed in ${seconds(started)} s`)
}

/** Shown as one sentence, without a stack. */
export class BootstrapFailure extends Error {}

/** @param {string} root @param {(pid: number) => void} name @returns {Promise<number>} */
function runNpm(root, name) {
  // NODE_ENV=production would leave out what the build needs, hence the explicit --include.
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
  const [command, prefix] = npmCommand()
  const child = spawn(command, [...prefix, ...args], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ...headersEnv(root) },
  })
  if (child.pid !== undefined) name(child.pid)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
}

/** npm without a shell: npm's own file run by this Node. @returns {[string, string[]]} */
function npmCommand() {
  const bin = dirname(process.execPath)
  const candidates = [
    process.env['npm_execpath'] ?? '',
    join(bin, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(bin, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ]
  const cli = candidates.find((path) => basename(path) === 'npm-cli.js' && existsSync(path))
  return cli === undefined ? ['npm', []] : [process.execPath, [cli]]
}

/**
 * The one native package that compiles (keytar) does so against the headers of the Node we bring,
 * which are part of its npm package: no download, and the right version.
 * @param {string} root
 */
function headersEnv(root) {
  if (process.platform !== 'linux') return {}
  return { npm_config_nodedir: join(root, 'node_modules', `node-linux-${process.arch}`) }
}

/** Folders that this platform will get, from the lockfile. @param {string} root @returns {string[]} */
function lockedPackages(root) {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  return Object.entries(lock.packages)
    .filter(([path, entry]) => path !== '' && fits(entry.os, process.platform) && fits(entry.cpu, process.arch))
    .map(([path]) => path)
}

/** @param {string[] | undefined} allowed @param {string} value */
function fits(allowed, value) {
  return allowed === undefined || allowed.includes(value)
}

/** @param {number} since milliseconds */
function seconds(since) {
  return Math.round((Date.now() - since) / 1000)
}

/** Progress goes to stderr: stdout belongs to the command (`npm start` prints JSON there). @param {string} line */
export function say(line) {
  process.stderr.write(`${line}\n`)
}
