// Runs a file of this project on a machine that has only Node >= 20 and npm:
//   node scripts/bootstrap.mjs [--system] FILE [ARGUMENTS]
// installs what is missing, then hands over to the Node 24 that comes with the project.
// --system also installs the servers that tests need (root on Debian or Ubuntu only).
// No dependencies, and nothing newer than Node 20, in this file and in bootstrap/.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { BootstrapFailure, ensureInstalled, say } from './bootstrap/install.mjs'
import { bringsNode, findNode, installNodeSentence, ownMajor } from './bootstrap/node-binary.mjs'
import { runNode } from './bootstrap/run.mjs'
import { ensureSystemPackages } from './bootstrap/system-packages.mjs'

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..')

async function main() {
  if (ownMajor < 20) throw new BootstrapFailure(`Node 20 or newer is needed, this is ${process.versions.node}.`)
  const args = process.argv.slice(2)
  const system = args[0] === '--system'
  const [file, ...rest] = system ? args.slice(1) : args
  if (file === undefined) throw new BootstrapFailure('bootstrap.mjs needs the file to run.')
  if (!bringsNode() && findNode(root) === null) throw new BootstrapFailure(installNodeSentence())

  if (system) await ensureSystemPackages(root)
  await ensureInstalled(root)

  const node = findNode(root)
  if (node === null) throw new BootstrapFailure(installNodeSentence())
  if (!existsSync(join(root, file))) throw new BootstrapFailure(`${file} does not exist.`)
  return runNode(node, root, [file, ...rest])
}

// exitCode, not exit(): `finally` must still release the lock.
main().then(
  (code) => {
    process.exitCode = code
  },
  (error) => {
    process.exitCode = 1
    if (error instanceof BootstrapFailure) say(error.message)
    else throw error
  },
)
