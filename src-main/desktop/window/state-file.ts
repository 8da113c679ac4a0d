import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'

const coordinate = z.int().min(-100_000).max(100_000)
const stateSchema = z.object({
  x: coordinate,
  y: coordinate,
  width: z.int().min(1).max(100_000),
  height: z.int().min(1).max(100_000),
  maximized: z.boolean(),
})
/** How the window was left: its bounds while not maximized, in device-independent pixels. */
export type WindowState = z.output<typeof stateSchema>

/** What the file remembers; null at the first start, and when the file is damaged: a window is no reason to stop. */
export function readWindowState(file: string): WindowState | null {
  try {
    return stateSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data ?? null
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error && error.code === 'ENOENT'))
      return null
    throw error
  }
}

/** Replaces the file as a whole, so that a crash in between leaves the old one. */
export function writeWindowState(file: string, state: WindowState): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.new`, JSON.stringify(state))
  renameSync(`${file}.new`, file)
}
