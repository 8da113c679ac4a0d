/** Before a period is this old (milliseconds), what was spent in it says nothing about its end. */
const YOUNGEST_MS = 3_600_000

/**
 * What a period will have cost at the rate so far.
 * @param spent millionths of a dollar since `start`
 * @param start, end, now milliseconds since the epoch
 * @returns millionths of a dollar, or null before there is a rate
 */
export function forecast(
  spent: number,
  { start, end }: { readonly start: number; readonly end: number },
  now: number,
): number | null {
  const elapsed = now - start
  if (spent === 0 || elapsed < YOUNGEST_MS) return null
  return Math.min(Number.MAX_SAFE_INTEGER, Math.round((spent / elapsed) * (end - start)))
}
