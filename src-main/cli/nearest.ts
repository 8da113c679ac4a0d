/** So many letters may differ: one in three, as a slip of the keyboard leaves them. */
const PART = 3

/**
 * What somebody most likely meant by a name that is not there, in any case of letters: the candidate with the fewest slips
 * (a letter too many, too few, another one, or two that changed places), else one that the name is a part of.
 * @returns null when none is near
 */
export function nearest(given: string, candidates: readonly string[]): string | null {
  const name = given.toLowerCase()
  let best: string | null = null
  let least = Math.max(1, Math.floor(name.length / PART)) + 1
  for (const candidate of candidates) {
    // No fewer slips than letters by which they differ in length.
    if (Math.abs(candidate.length - name.length) >= least) continue
    const slips = distance(name, candidate.toLowerCase())
    if (slips < least) [best, least] = [candidate, slips]
  }
  if (best !== null || name.length < PART) return best
  return candidates.find((candidate) => candidate.toLowerCase().includes(name)) ?? null
}

/** Optimal string alignment, row by row: https://en.wikipedia.org/wiki/Damerau–Levenshtein_distance */
function distance(a: string, b: string): number {
  let [before, last]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row[j] = Math.min(
        at(last, j) + 1,
        at(row, j - 1) + 1,
        at(last, j - 1) + same,
        swapped ? at(before, j - 2) + 1 : Infinity,
      )
    }
    ;[before, last] = [last, row]
  }
  return at(last, b.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity
}
