import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

export const columns = [
  'nobody',
  'setup',
  'agent',
  'own viewer',
  'own member',
  'own admin',
  'own owner',
  'other viewer',
  'other member',
  'other admin',
  'other owner',
] as const
export type Column = (typeof columns)[number]

const cell = z.enum(['ok', '401', '403', '404', 'none', 'each', '·'])
export type Cell = z.output<typeof cell>

export interface MatrixRow {
  readonly operation: string
  readonly route: string
  readonly cells: Readonly<Record<Column, Cell>>
}

/** Reads access-matrix.md. @throws Error for a table whose head or cells are not as the file's own legend says. */
export function readMatrix(): MatrixRow[] {
  const lines = readFileSync(join(import.meta.dirname, '..', 'access-matrix.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|'))
  const rows: MatrixRow[] = []
  for (const line of lines) {
    const [operation = '', route = '', ...rest] = line
      .split('|')
      .slice(1, -1)
      .map((part) => part.trim())
    if (operation === 'operation' && rest.join() !== columns.join())
      throw new Error(`the head of a table is not as expected: ${line}`)
    if (!/^[a-z-]+\.[a-z-]+$/.test(operation)) continue
    const cells = z.tuple([cell, cell, cell, cell, cell, cell, cell, cell, cell, cell, cell]).parse(rest)
    rows.push({
      operation,
      route,
      cells: Object.fromEntries(columns.map((column, index) => [column, cells[index]])) as MatrixRow['cells'],
    })
  }
  return rows
}
