import { spawn } from 'node:child_process'
import { delimiter, dirname, join } from 'node:path'
import { constants } from 'node:os'

const SHELL_LOOK_MS = 250
/** Who started us: a shell, where npm did. */
const parent = process.ppid

/**
 * Runs a file of the project under the project's Node and resolves with its exit code.
 * SIGINT, SIGTERM and SIGHUP are handed on; the project's tools come first on PATH.
 * npm hands a signal to its shell alone, which dies of it without handing it on: there the end of the shell counts as SIGTERM.
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
  if (process.env['npm_lifecycle_event'] !== undefined) {
    const look = setInterval(() => {
      if (process.ppid === parent) return
      clearInterval(look)
      child.kill('SIGTERM')
    }, SHELL_LOOK_MS)
    look.unref()
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])))
  })
}
