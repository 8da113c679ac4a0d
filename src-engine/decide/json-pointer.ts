/** Result of following a JSON Pointer: the value, nothing there, or a step into something that has no parts. */
export type Found =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'absent' }
  | { readonly kind: 'blocked' }

const ABSENT: Found = { kind: 'absent' }
const BLOCKED: Found = { kind: 'blocked' }
const INDEX = /^(0|[1-9][0-9]*)$/

/** Compiles a JSON Pointer (RFC 6901). `-` and other non-indexes into an array are blocked, not absent. */
export function compilePointer(pointer: string): (root: unknown) => Found {
  const tokens = pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
  return (root) => {
    let value = root
    for (const token of tokens) {
      if (typeof value !== 'object' || value === null) return BLOCKED
      if (Array.isArray(value)) {
        if (!INDEX.test(token)) return BLOCKED
        if (Number(token) >= value.length) return ABSENT
        value = value[Number(token)]
        continue
      }
      const own = Object.getOwnPropertyDescriptor(value, token)
      if (own === undefined) return ABSENT
      value = own.value
    }
    return { kind: 'value', value }
  }
}
