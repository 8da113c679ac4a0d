import { type Figure, isMet } from './figure.ts'

const HEAD = ['figure', 'value', 'unit', 'baseline', 'ratio', 'goal', 'met']

/** The figures as a table for people and as one JSON line each for programs. */
export function printFigures(figures: readonly Figure[]): void {
  const rows = [
    HEAD,
    ...figures.map((figure) => [
      figure.name,
      short(figure.value),
      figure.unit,
      short(figure.baseline),
      short(figure.ratio),
      goalOf(figure),
      figure.goal === null ? '' : isMet(figure) ? 'yes' : 'NO',
    ]),
  ]
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
  for (const { name, value, unit, baseline, ratio } of figures)
    console.log(
      JSON.stringify({ name, value: rounded(value), unit, baseline: rounded(baseline), ratio: rounded(ratio) }),
    )
}

function goalOf({ goal }: Figure): string {
  if (goal === null) return '-'
  const sign = goal.least === undefined ? `<= ${goal.most ?? ''}` : `>= ${goal.least}`
  return goal.of === 'ratio' ? `ratio ${sign}` : sign
}

function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(5))
}

function short(value: number | null): string {
  if (value === null) return '-'
  return value >= 1_000 ? Math.round(value).toLocaleString('en') : value.toPrecision(3)
}
