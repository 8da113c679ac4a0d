import { canonicalJson } from './canonical-json.ts'

/**
 * The narrower of two values, or undefined when they cannot be compared. Flags of kind `narrow-bool` are named so that
 * true holds something back (paused); `narrow-subset` keeps what both lists have, `narrow-superset` what either has.
 */
export function narrower(
  kind: 'narrow-bool' | 'narrow-min' | 'narrow-max' | 'narrow-subset' | 'narrow-superset',
  a: unknown,
  b: unknown,
): unknown {
  if (kind === 'narrow-bool') return typeof a === 'boolean' && typeof b === 'boolean' ? a || b : undefined
  if (kind === 'narrow-min' || kind === 'narrow-max') {
    if (typeof a !== 'number' || typeof b !== 'number') return undefined
    return kind === 'narrow-min' ? Math.min(a, b) : Math.max(a, b)
  }
  if (!Array.isArray(a) || !Array.isArray(b)) return undefined
  return kind === 'narrow-subset' ? only(a, b, true) : a.concat(only(b, a, false))
}

/** The items of `list` that are among `others`, or those that are not. */
function only(list: readonly unknown[], others: readonly unknown[], among: boolean): unknown[] {
  const texts = new Set(others.map(canonicalJson))
  return list.filter((item) => texts.has(canonicalJson(item)) === among)
}
