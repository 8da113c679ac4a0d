import { globSync, readFileSync } from 'node:fs'
import { root } from './root.ts'

/** How many lines files have at most: half of them, nine in ten of them, any. */
const MEDIAN = 80
const NINE_IN_TEN = 220
const MOST = 400

export interface SourceFile {
  readonly file: string
  readonly lines: number
}

/** The source files of the project with their lengths. */
export function sourceFiles(): SourceFile[] {
  return globSync('{src-*,e2e,bench,scripts}/**/*.{ts,tsx,mjs,css}', {
    cwd: root,
    exclude: ['**/node_modules/**'],
  }).map((file) => ({ file, lines: lineCount(readFileSync(`${root}/${file}`, 'utf8')) }))
}

/**
 * Holds the lengths of files against the rule.
 * @returns the figures in one line, and a line for each thing that is wrong, the longest file first
 */
export function judgeLengths(files: readonly SourceFile[]): { readonly figures: string; readonly faults: string[] } {
  const byLength = files.toSorted((a, b) => b.lines - a.lines)
  const upTo = (percent: number): number =>
    byLength[files.length - Math.ceil((files.length * percent) / 100)]?.lines ?? 0
  const [median, nineInTen] = [upTo(50), upTo(90)]
  const faults = byLength
    .filter(({ lines }) => lines > MOST)
    .map(({ file, lines }) => `${file}: ${lines} lines, more than ${MOST}: two concepts in one file?`)
  if (median >= MEDIAN) faults.push(`the median file has ${median} lines, not under ${MEDIAN}`)
  if (nineInTen >= NINE_IN_TEN) faults.push(`nine in ten files have up to ${nineInTen} lines, not under ${NINE_IN_TEN}`)
  return { figures: `${files.length} files: median ${median} lines, nine in ten up to ${nineInTen}`, faults }
}

function lineCount(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
}
