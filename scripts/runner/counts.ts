import { readFileSync } from 'node:fs'

/** What one suite counted. A test is never both; skipped ones are neither passed nor failed. */
export type SuiteCounts = {
  passed: number
  failed: number
  skipped: number
  /** What a reader of the figures should know, such as what they were made on. */
  note?: string
}

/**
 * Reads the counts a reporter wrote. `null` when the runner died before it could write them, or
 * wrote something else: the caller counts that as one failure.
 */
export function readCounts(file: string): SuiteCounts | null {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error && error.code === 'ENOENT'))
      return null
    throw error
  }
  if (typeof value !== 'object' || value === null) return null
  const { passed, failed, skipped } = value as Partial<Record<keyof SuiteCounts, unknown>>
  if (typeof passed !== 'number' || typeof failed !== 'number' || typeof skipped !== 'number') return null
  return { passed, failed, skipped }
}
