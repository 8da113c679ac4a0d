/** A file inside the packed app, by its path from the archive's root with slashes. */
export interface PackedFile {
  readonly path: string
  /** Whether it lies beside the archive, where other programs and the loader of native parts find it. */
  readonly unpacked: boolean
}

export interface Expected {
  /** As in process.platform and process.arch. */
  readonly platform: string
  readonly arch: string
  /** Names of packages that only development needs. */
  readonly developmentOnly: ReadonlySet<string>
  /** Files without which the app cannot work. */
  readonly needed: readonly string[]
}

const SOURCES = /\.(ts|tsx|mts|cts|map)$/
const TESTS = /^(src-[a-z]+|e2e|bench|scripts)\/|(^|\/)__tests__\/|\.(test|spec)\.[cm]?jsx?$/
const SECRETS =
  /(^|\/)(\.env(\..*)?|\.npmrc|\.netrc|id_(rsa|ed25519|ecdsa)|credentials(\.json)?|engine\.json|vault\.json|[^/]*\.(pem|key|p12|pfx|keystore|db))$/
const FOREIGN = [
  'darwin',
  'win32',
  'linux',
  'linuxmusl',
  'freebsd',
  'android',
  'openharmony',
  'x64',
  'arm64',
  'ia32',
  'arm',
  'armhf',
]

/**
 * What is wrong with the contents of a packed app, one sentence each: sources, tests, native parts of other platforms
 * or inside the archive (where the loader cannot read them), development dependencies, files that look like secrets,
 * or something missing.
 */
export function judgeContents(files: readonly PackedFile[], expected: Expected): string[] {
  const faults: string[] = []
  const report = (what: string, paths: readonly string[]) => {
    if (paths.length > 0)
      faults.push(`${what}: ${paths.slice(0, 5).join(', ')}${paths.length > 5 ? ` and ${paths.length - 5} more` : ''}`)
  }
  const paths = files.map((file) => file.path)
  const native = files.filter((file) => file.path.endsWith('.node'))
  report(
    'source files',
    paths.filter((path) => SOURCES.test(path)),
  )
  report(
    'tests or other parts of the project',
    paths.filter((path) => TESTS.test(path)),
  )
  report(
    'native parts of another platform',
    native.map((file) => file.path).filter((path) => isForeign(path, expected)),
  )
  report(
    'native parts inside the archive',
    native.filter((file) => !file.unpacked).map((file) => file.path),
  )
  report(
    'development dependencies',
    [...new Set(paths.flatMap((path) => packageOf(path) ?? []))].filter((name) => expected.developmentOnly.has(name)),
  )
  report(
    'files that look like secrets',
    paths.filter((path) => SECRETS.test(path)),
  )
  const there = new Set(paths)
  report(
    'missing',
    expected.needed.filter((path) => !there.has(path)),
  )
  return faults
}

/** Whether a native file's path names a platform or processor, and not ours. */
function isForeign(path: string, { platform, arch }: Expected): boolean {
  const words = path.split(/[/\-_.]/)
  return words.some((word) => FOREIGN.includes(word) && word !== platform && word !== arch)
}

/** Name of the package that a file belongs to; null for our own files. */
export function packageOf(path: string): string | null {
  return /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? null
}

const TOKENS =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----|\b(sk-ant-[\w-]{20,}|sk-(proj-)?[A-Za-z0-9]{32,}|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|npm_[A-Za-z0-9]{36}|xox[bp]-[\w-]{20,})/

/** What in a text of ours must not go along: a secret of a known shape, or the folder it was built in. */
export function judgeText(text: string, builtIn: string): string[] {
  const found = TOKENS.exec(text)?.[0]
  return [
    ...(found === undefined ? [] : [`a secret (${found.slice(0, 10)}…)`]),
    ...(text.includes(builtIn) ? [`the folder it was built in (${builtIn})`] : []),
  ]
}
