import { spawn } from 'node:child_process'
import { delimiter, dirname, join } from 'node:path'
import { constants } from 'node:os'

/**
 * Runs a file of the project under the project's Node and resolves with its exit code.
 * SIGINT, SIGTERM and SIGHUP are handed on; the project's tools come first on PATH.
 * @param {string} node path of the Node to use
 * @param {string} root project folder
 * @param {string[]} args file and its arguments
 * @returns {Promise<number>}
 */
export function runNode(node, root, args) {
  const path = [dirname(node), join(root, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter)
  const child = spawn(node, args, { cwd: root, stdio: 'inherit', env: { ...process.env, PATH: path } })
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, () => child.kill(signal))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])))
  })
}
