import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdir, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { EngineError } from '../../../../kernel/errors.ts'
import type { BaseSource, Watch } from './base-source.ts'
import { ensureBase } from './host-base.ts'

const SUITE = 'bookworm'
const TOOL = '/usr/sbin/debootstrap'
/** What no agent needs of a Debian tree; device nodes are the engine's matter. */
const LEFT_OUT = [
  './dev/*',
  './proc/*',
  './sys/*',
  './var/cache/apt/*',
  './var/lib/apt/lists/*',
  './usr/share/doc/*',
  './usr/share/man/*',
  './usr/share/locale/*',
]

/**
 * A minimal Debian made by debootstrap, with the Node binary put in. Its tree is kept in the cache folder, so it is made
 * once. Making it takes root, a Debian mirror and about a minute.
 */
export function debianBase(nodeBinary: string, cache: string): BaseSource {
  const tree = join(cache, 'debian', `${SUITE}-${process.arch}`)
  return {
    name: 'debian',
    async key() {
      if (process.platform !== 'linux') return { closed: 'debootstrap runs on Linux alone' }
      if (!(await exists(tree)) && (process.getuid?.() !== 0 || !(await exists(TOOL))))
        return { closed: 'a Debian base needs debootstrap and root' }
      const { size, mtimeMs } = await stat(nodeBinary)
      return { key: `debian-${SUITE}-${process.arch}-${size}-${Math.round(mtimeMs)}` }
    },
    async provide(engine, key, watch) {
      return await ensureBase(engine, key, watch, async () => {
        if (!(await exists(tree))) await makeTree(tree, watch)
        watch.say('Importing the Debian tree.')
        return packed(tree, await realpath(nodeBinary), watch.signal)
      })
    },
  }
}

/** The tree appears under its name only when it is whole. */
async function makeTree(tree: string, watch: Watch): Promise<void> {
  const partial = `${tree}.partial`
  await rm(partial, { recursive: true, force: true })
  await mkdir(dirname(tree), { recursive: true })
  watch.say('Making a minimal Debian tree with debootstrap; this is done once and takes about a minute.')
  const args = ['--variant=minbase', '--include=ca-certificates', SUITE, partial]
  const child = spawn(TOOL, args, { stdio: ['ignore', 'pipe', 'pipe'], signal: watch.signal })
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => lines.push(line))
  await once(child, 'close')
  if (child.exitCode !== 0)
    throw new EngineError('target_failed', `debootstrap could not make a Debian tree: ${lines.slice(-3).join(' ')}`)
  await rename(partial, tree)
}

function packed(tree: string, node: string, signal: AbortSignal): NodeJS.ReadableStream {
  const left = LEFT_OUT.map((pattern) => `--exclude=${pattern}`)
  // Names of the tree begin with "./", so the transformation meets the binary alone.
  const binary = ['-C', dirname(node), '--transform=s,^node$,./usr/bin/node,', 'node']
  const args = ['--numeric-owner', '-cf', '-', ...left, '-C', tree, '.', ...binary]
  const child = spawn('tar', args, { stdio: ['ignore', 'pipe', 'ignore'], signal })
  child.on('error', (error) => child.stdout.destroy(error))
  child.on('exit', (code) => {
    if (code !== 0)
      child.stdout.destroy(
        new EngineError('target_failed', `tar could not pack the Debian tree (exit ${code ?? 'by signal'}).`),
      )
  })
  return child.stdout
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}
