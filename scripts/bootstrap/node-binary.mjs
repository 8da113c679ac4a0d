import { existsSync } from 'node:fs'
import { join } from 'node:path'

const WANTED_MAJOR = 24

/** The Node this project runs on: its own, or the running one where that is new enough. */
export const ownMajor = Number(process.versions.node.split('.')[0])

/** Platforms for which an npm package carries Node itself (package.json, optionalDependencies). */
const carried = ['linux-x64', 'linux-arm64', 'win32-x64']

/** Whether `npm ci` brings a Node for this platform. */
export function bringsNode() {
  return carried.includes(`${process.platform}-${process.arch}`)
}

/**
 * Path of a Node >= 24, or null when there is none.
 * @param {string} root project folder
 */
export function findNode(root) {
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const folder = join(root, 'node_modules', `node-${platform}-${process.arch}`, 'bin')
  const own = join(folder, process.platform === 'win32' ? 'node.exe' : 'node')
  if (bringsNode() && existsSync(own)) return own
  return ownMajor >= WANTED_MAJOR ? process.execPath : null
}

/** The one sentence for a platform whose Node we cannot bring. */
export function installNodeSentence() {
  return `This project runs on Node ${WANTED_MAJOR} and cannot bring it along for ${process.platform}-${process.arch} (you have ${process.versions.node}): install Node ${WANTED_MAJOR} from https://nodejs.org and run the command again.`
}
