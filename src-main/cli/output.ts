/** Text of agents, tools and logs, without what a terminal would obey (control characters other than tab and line feed). */
export function printable(text: string): string {
  return text.replaceAll(/(?![\t\n])\p{Cc}/gu, '')
}

/** Rows under their headings, in columns as wide as their widest cell. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map((cell) => printable(cell).replaceAll(/\s+/g, ' ')))
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...cells.map((row) => row[column]?.length ?? 0)),
  )
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [line(headings.map((heading) => heading.toUpperCase())), ...cells.map(line)]
    .map((text) => `${text}\n`)
    .join('')
}

/** `name: value` lines. */
export function facts(pairs: Readonly<Record<string, string>>): string {
  const width = Math.max(...Object.keys(pairs).map((name) => name.length)) + 1
  return Object.entries(pairs)
    .map(([name, value]) => `${`${name}:`.padEnd(width)} ${printable(value)}\n`)
    .join('')
}

/** Millionths of a dollar as dollars, with as many digits as a small amount needs. */
export function dollars(microUsd: number): string {
  return `$${(microUsd / 1_000_000).toFixed(microUsd > 0 && microUsd < 10_000 ? 6 : 2)}`
}
