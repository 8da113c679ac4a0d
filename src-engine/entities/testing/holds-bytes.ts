import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Which files under a directory hold the text, as bytes: documents, write-ahead logs and all. */
export function filesHolding(directory: string, text: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(text))
}
