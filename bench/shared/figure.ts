/** One measured figure: `ratio` is `value / baseline`, and `goal` what the product promises of one of the two. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** What `value` is held against; null where there is no baseline but the goal itself. */
  readonly baseline: number | null
  readonly ratio: number | null
  /** Null for what is told beside the others and promises nothing. */
  readonly goal: Goal | null
}

export interface Goal {
  readonly of: 'value' | 'ratio'
  readonly least?: number
  readonly most?: number
}

/** One benchmark: its name on the command line and what it measures. */
export interface Benchmark {
  readonly name: string
  readonly run: () => Promise<readonly Figure[]>
}

/** A figure held against a baseline that was measured alternately with it. */
export function against(name: string, unit: string, value: number, baseline: number, goal: Omit<Goal, 'of'>): Figure {
  return { name, value, unit, baseline, ratio: value / baseline, goal: { of: 'ratio', ...goal } }
}

/** A figure that has to stay at or below a number. */
export function atMost(name: string, unit: string, value: number, most: number): Figure {
  return { name, value, unit, baseline: most, ratio: value / most, goal: { of: 'value', most } }
}

/** A figure that has to reach a number. */
export function atLeast(name: string, unit: string, value: number, least: number): Figure {
  return { name, value, unit, baseline: least, ratio: value / least, goal: { of: 'value', least } }
}

/** A figure that promises nothing and explains another. */
export function aside(name: string, unit: string, value: number): Figure {
  return { name, value, unit, baseline: null, ratio: null, goal: null }
}

export function isMet({ value, ratio, goal }: Figure): boolean {
  if (goal === null) return true
  const measured = goal.of === 'value' ? value : (ratio ?? Number.NaN)
  return (goal.least === undefined || measured >= goal.least) && (goal.most === undefined || measured <= goal.most)
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2
}
