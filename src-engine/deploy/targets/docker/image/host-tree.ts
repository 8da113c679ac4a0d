import { createHash } from 'node:crypto'
import { execFile } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { access, realpath, stat } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { pack, type Pack } from 'tar-stream'

const run = promisify(execFile)

/** What a small Debian has of everyday programs; those that this machine lacks are left out. */
const PROGRAMS =
  `sh bash cat cp mv rm mkdir rmdir ls ln chmod touch head tail wc sort uniq cut tr tee date sleep env echo printf pwd test
  expr seq basename dirname realpath readlink stat du df id whoami uname true false mktemp sha256sum md5sum base64 od nl
  comm join paste split fold fmt dd tac timeout nproc find xargs grep sed awk tar gzip diff cmp which`.split(/\s+/)
const NAME_SERVICES = ['libnss_files.so.2', 'libnss_dns.so.2', 'libresolv.so.2']
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt'

/** A file of the tree and the file of this machine that it is a copy of. */
export interface TreeFile {
  readonly path: string
  readonly source: string
}

/**
 * The files of a small system, taken from this Linux machine: the Node binary, a shell, everyday programs, and every
 * library they load. Paths are those of a merged /usr.
 * @param nodeBinary absolute path of a Node for this machine's kind
 */
export async function listHostTree(nodeBinary: string): Promise<readonly TreeFile[]> {
  const files = new Map<string, string>([['usr/bin/node', await realpath(nodeBinary)]])
  for (const name of PROGRAMS) {
    const source = await findProgram(name)
    if (source !== null) files.set(`usr/bin/${name}`, source)
  }
  const libraries = await Promise.all([...new Set(files.values())].map(librariesOf))
  for (const library of new Set(libraries.flat())) files.set(merged(library), await realpath(library))
  const folder = [...files.keys()].find((path) => path.endsWith('/libc.so.6'))?.replace('libc.so.6', '') ?? 'usr/lib/'
  for (const name of NAME_SERVICES) {
    const source = `/${folder}${name}`
    if (await exists(source)) files.set(`${folder}${name}`, await realpath(source))
  }
  if (await exists(CERTIFICATES)) files.set(CERTIFICATES.slice(1), await realpath(CERTIFICATES))
  return [...files].map(([path, source]) => ({ path, source })).sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** Changes when a file of the tree does: by its size and time, for reading all of them would take longer than the import. */
export async function treeKey(files: readonly TreeFile[]): Promise<string> {
  const hash = createHash('sha256')
  for (const { path, source } of files) {
    const { size, mtimeMs } = await stat(source)
    hash.update(`${path}\0${size}\0${mtimeMs}\n`)
  }
  return hash.digest('hex')
}

/** The tree as a tar archive, ready to be imported as an image. */
export function packTree(files: readonly TreeFile[], signal: AbortSignal): Readable {
  const tar = pack()
  fill(tar, files, signal).catch((error: unknown) =>
    tar.destroy(error instanceof Error ? error : new Error(String(error))),
  )
  return Readable.from(tar, { objectMode: false })
}

async function fill(tar: Pack, files: readonly TreeFile[], signal: AbortSignal): Promise<void> {
  const mtime = new Date(0)
  for (const name of ['bin', 'sbin', 'lib', 'lib64'])
    tar.entry({ name, type: 'symlink', linkname: `usr/${name}`, mtime })
  for (const name of ['usr/bin', 'usr/sbin', 'usr/lib', 'usr/lib64', 'proc', 'sys', 'dev', 'etc', 'run', 'root', 'var'])
    tar.entry({ name, type: 'directory', mode: 0o755, mtime })
  tar.entry({ name: 'tmp', type: 'directory', mode: 0o1777, mtime })
  for (const [name, content] of Object.entries(systemFiles)) tar.entry({ name, mode: 0o644, mtime }, content)
  for (const { path, source } of files) {
    signal.throwIfAborted()
    const { size } = await stat(source)
    const mode = path.startsWith('etc/') ? 0o644 : 0o755
    await pipeline(createReadStream(source), tar.entry({ name: path, mode, size, mtime }), { signal })
  }
  tar.finalize()
}

const systemFiles = {
  'etc/passwd': 'root:x:0:0::/root:/usr/bin/false\nagent:x:10001:10001::/data/workspace:/bin/sh\n',
  'etc/group': 'root:x:0:\nagent:x:10001:\n',
  'etc/nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n',
} as const

/** `linux-vdso` has no file; the loader is listed without an arrow. */
async function librariesOf(program: string): Promise<string[]> {
  const { stdout } = await run('ldd', [program]).catch((error: unknown) => {
    // A script is no dynamic executable and loads nothing by itself.
    if (
      typeof error === 'object' &&
      error !== null &&
      'stderr' in error &&
      /not a dynamic executable/.test(String(error.stderr))
    )
      return { stdout: '' }
    throw error
  })
  return stdout.split('\n').flatMap((line) => /(?:=> )?(\/\S+) \(0x/.exec(line)?.[1] ?? [])
}

function merged(library: string): string {
  return library.replace(/^\//, '').replace(/^(lib|lib64)\//, 'usr/$1/')
}

async function findProgram(name: string): Promise<string | null> {
  for (const folder of ['/usr/bin', '/bin', '/usr/local/bin', ...(process.env['PATH'] ?? '').split(delimiter)])
    if (await exists(join(folder, name))) return await realpath(join(folder, name))
  return null
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}
