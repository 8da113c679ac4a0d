import { execFile } from 'node:child_process'
import { globSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { root } from '../runner/root.ts'
import { toolFile } from '../runner/tool.ts'
import { judgeContents, judgeText, packageOf, type PackedFile } from './judge.ts'
import type { PackedApp } from './pack-app.ts'

const run = promisify(execFile)
const lockfile = z.object({
  packages: z.record(z.string(), z.object({ dev: z.boolean().optional() })),
})

export interface Findings {
  /** What is wrong with it, one sentence each. */
  readonly faults: readonly string[]
  /** Megabytes: archive, native parts and others beside it, all. */
  readonly sizes: string
}

/**
 * Looks into a packed app: what is in it (judgeContents), our own texts in it, and whether the engine in it opens and
 * answers under the Node that was packed, which shows that nothing it needs was left out.
 * @param scratch folder to unpack into; removed afterwards
 */
export async function checkPacked({ folder, resources }: PackedApp, scratch: string): Promise<Findings> {
  const archive = join(resources, 'app.asar')
  rmSync(scratch, { recursive: true, force: true })
  try {
    const files = await listArchive(archive)
    await run(process.execPath, [toolFile('@electron/asar', 'asar'), 'extract', archive, scratch])
    const contents = judgeContents(files, {
      platform: process.platform,
      arch: process.arch,
      developmentOnly: developmentOnly(),
      needed: [
        'package.json',
        'out/main/main.cjs',
        'out/preload/preload.cjs',
        'out/engine/compose.mjs',
        'out/agent/agent.mjs',
        'out/dashboard/index.html',
        'out/docs/standalone.js',
        'resources/icons/tray.png',
      ],
    })
    const ours = globSync(['package.json', 'out/**/*.*', 'resources/**/*.*'], { cwd: scratch }).filter((path) =>
      statSync(join(scratch, path)).isFile(),
    )
    const texts = ours.flatMap((path) =>
      judgeText(readFileSync(join(scratch, path), 'latin1'), root).map((fault) => `${path} holds ${fault}`),
    )
    return {
      faults: [
        ...contents,
        ...texts,
        ...(await engineFaults(scratch, join(resources, process.platform === 'win32' ? 'node.exe' : 'node'))),
      ],
      sizes: sizesOf(folder, archive),
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

async function listArchive(archive: string): Promise<PackedFile[]> {
  const { stdout } = await run(process.execPath, [toolFile('@electron/asar', 'asar'), 'list', '--is-pack', archive], {
    maxBuffer: 2 ** 26,
  })
  return stdout.split('\n').flatMap((line) => {
    const [, kind, path] = /^(pack|unpack)\s*: [\\/](.+)$/.exec(line) ?? []
    return path === undefined ? [] : [{ path: path.replaceAll('\\', '/'), unpacked: kind === 'unpack' }]
  })
}

/** By name, because electron-builder lays packages out anew: those that the lockfile has for development alone. */
function developmentOnly(): ReadonlySet<string> {
  const { packages } = lockfile.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')))
  const named = Object.entries(packages).flatMap(([path, { dev }]) => {
    const name = packageOf(path)
    return name === null ? [] : [{ name, dev: dev === true }]
  })
  const shipped = new Set(named.flatMap(({ name, dev }) => (dev ? [] : [name])))
  return new Set(named.flatMap(({ name }) => (shipped.has(name) ? [] : [name])))
}

/** Opens the packed engine and asks it for its health, the dashboard and the API reference. */
async function engineFaults(app: string, node: string): Promise<string[]> {
  try {
    const { stdout } = await run(node, [join(import.meta.dirname, 'try-engine.mjs'), app], { timeout: 60_000, env: {} })
    return z.array(z.string()).parse(JSON.parse(stdout))
  } catch (error) {
    return [`the engine in it does not open: ${error instanceof Error ? error.message : String(error)}`]
  }
}

function sizesOf(folder: string, archive: string): string {
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`
  const all = (within: string) =>
    globSync('**/*', { cwd: within }).reduce((sum, path) => {
      const stat = statSync(join(within, path))
      return sum + (stat.isFile() ? stat.size : 0)
    }, 0)
  return `app.asar ${megabytes(statSync(archive).size)}, beside it ${megabytes(all(`${archive}.unpacked`))}, with Electron and Node ${megabytes(all(folder))}`
}
