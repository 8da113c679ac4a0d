import { not, truth, type Truth } from './truth.ts'

/**
 * Whether a path lies at or below a base, by its text alone (symbolic links are the tool's to resolve).
 *
 * A reader of the same text may decode percent signs, fold case (macOS, Windows), drop trailing dots and spaces or what
 * follows a colon (Windows), split at backslashes, or expand `~`. Where such a reader would come to another answer than
 * a plain POSIX one, the answer is unclear. So are a relative path against an absolute base and the reverse, and a
 * relative path that climbs above where it starts, because where it starts is not known here.
 */
export function compileUnder(base: string): ((path: string) => Truth) | null {
  const plainBase = plain(base)
  const foldedBase = plainBase === null ? null : fold(plainBase)
  if (plainBase === null || foldedBase === null) return null
  const answer = (path: string): boolean | null => {
    const read = AMBIGUOUS.test(path) ? null : plain(path)
    const folded = read === null ? null : fold(read)
    if (read === null || folded === null || read.absolute !== plainBase.absolute) return null
    const inside = contains(plainBase, read)
    return contains(foldedBase, folded) === inside ? inside : null
  }
  return (path) => {
    const asGiven = answer(path)
    if (asGiven === null) return 'unclear'
    if (!path.includes('%')) return truth(asGiven)
    const decoded = decode(path)
    return decoded !== null && answer(decoded) === asGiven ? truth(asGiven) : 'unclear'
  }
}

/** Home folders, backslashes, schemes and drives, and two leading slashes mean different things to different readers. */
const AMBIGUOUS = /^~|\\|^[a-z][a-z0-9+.-]*:|^\/\//i

/** The reverse of `compileUnder`; what is unclear stays so. */
export function compileNotUnder(base: string): ((path: string) => Truth) | null {
  const under = compileUnder(base)
  return under === null ? null : (path) => not(under(path))
}

interface PlainPath {
  readonly absolute: boolean
  readonly segments: readonly string[]
}

/** Null when the text is no path, or a relative one that climbs above its start. */
function plain(path: string): PlainPath | null {
  if (path === '' || path.includes('\u0000') || !path.isWellFormed()) return null
  const absolute = path.startsWith('/')
  const segments: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue
    if (segment !== '..') segments.push(segment)
    else if (segments.pop() === undefined && !absolute) return null
  }
  return { absolute, segments }
}

/** As the most forgiving file system would read it; null when a segment would vanish, climb or split in its hands. */
function fold(path: PlainPath): PlainPath | null {
  const segments = path.segments.map((segment) =>
    segment
      .normalize('NFKC')
      .toLowerCase()
      .replace(/:.*$/su, '')
      .replace(/[. ]+$/u, ''),
  )
  return segments.some((segment) => segment === '' || /[/\\]/.test(segment)) ? null : { ...path, segments }
}

function contains(base: PlainPath, path: PlainPath): boolean {
  return (
    base.segments.length <= path.segments.length && base.segments.every((segment, at) => segment === path.segments[at])
  )
}

/** Percent-decoded until nothing changes; null when it never settles or is not UTF-8. */
function decode(path: string): string | null {
  let text = path
  for (let round = 0; round < 4; round++) {
    let next: string
    try {
      next = decodeURIComponent(text.replace(/%(?![0-9a-f]{2})/gi, '%25'))
    } catch (error) {
      if (error instanceof URIError) return null
      throw error
    }
    if (next === text) return text
    text = next
  }
  return null
}
