/**
 * Compiles a glob in which `*` stands for any run of characters and everything else for itself.
 * Taking each middle part at its first place is enough for globs of this kind, so time is bounded by parts x length.
 */
export function compileGlob(glob: string): (text: string) => boolean {
  const parts = glob.split('*')
  const head = parts[0] ?? ''
  const tail = parts.at(-1) ?? ''
  if (parts.length === 1) return (text) => text === glob
  const middle = parts.slice(1, -1)
  return (text) => {
    if (text.length < head.length + tail.length) return false
    if (!text.startsWith(head) || !text.endsWith(tail)) return false
    const end = text.length - tail.length
    let from = head.length
    for (const part of middle) {
      const at = text.indexOf(part, from)
      if (at < 0 || at + part.length > end) return false
      from = at + part.length
    }
    return true
  }
}
