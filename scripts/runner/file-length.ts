import { globSync, readFileSync } from 'node:fs'
import { root } from './root.ts'

const MOST_LINES = 400

/** Source files longer than a file may be (400 lines), longest first. */
export function overlongFiles(): { file: string; lines: number }[] {
  return globSync('{src-*,e2e,bench,scripts}/**/*.{ts,tsx,mjs,css}', { cwd: root, exclude: ['**/node_modules/**'] })
    .map((file) => ({ file, lines: lineCount(readFileSync(`${root}/${file}`, 'utf8')) }))
    .filter(({ lines }) => lines > MOST_LINES)
    .sort((a, b) => b.lines - a.lines)
}

function lineCount(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
}
