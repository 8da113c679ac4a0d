import { existsSync } from 'node:fs'
import { join } from 'node:path'

const WANTED_MAJOR = 24

/**
 * What decides which Node is used; this machine unless a test says otherwise.
 * @typedef {{ platform: string, arch: string, version: string, execPath: string }} Machine
 * @type {Machine}
 */
const here = {
  platform: process.platform,
  arch: process.arch,
  version: process.versions.node,
  execPath: process.execPath,
}

/** @param {Machine} machine */
function majorOf({ version }) {
  return Number(version.split('.')[0])
}

/** The running Node. */
export const ownMajor = majorOf(here)

/** Platforms for which an npm package carries Node itself (package.json, optionalDependencies). */
const carried = ['linux-x64', 'linux-arm64', 'win32-x64']

/** Whether `npm ci` brings a Node for this platform. */
export function bringsNode(machine = here) {
  return carried.includes(`${machine.platform}-${machine.arch}`)
}

/**
 * Path of a Node >= 24, the project's own or else the running one, or null when there is none.
 * @param {string} root project folder
 */
export function findNode(root, machine = here) {
  const windows = machine.platform === 'win32'
  const folder = join(root, 'node_modules', `node-${windows ? 'win' : machine.platform}-${machine.arch}`, 'bin')
  const own = join(folder, windows ? 'node.exe' : 'node')
  if (bringsNode(machine) && existsSync(own)) return own
  return majorOf(machine) >= WANTED_MAJOR ? machine.execPath : null
}

/** The one sentence for a platform whose Node we cannot bring. */
export function installNodeSentence(machine = here) {
  return `This project runs on Node ${WANTED_MAJOR} and cannot bring it along for ${machine.platform}-${machine.arch} (you have ${machine.version}): install Node ${WANTED_MAJOR} from https://nodejs.org and run the command again.`
}
