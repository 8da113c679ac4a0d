import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { spoolEntrySchema, type SpoolEntry } from './entry.ts'

const NAME = /^(\d{12})\.jsonl$/

/** A file of entries; `first` is the sequence number of its first one. */
export interface Segment {
  readonly first: number
  readonly file: string
}

export function segmentFile(directory: string, first: number): string {
  return path.join(directory, `${String(first).padStart(12, '0')}.jsonl`)
}

/** The segments of a spool, oldest first. */
export function listSegments(directory: string): Segment[] {
  return readdirSync(directory)
    .flatMap((name) => {
      const first = NAME.exec(name)?.[1]
      return first === undefined ? [] : [{ first: Number(first), file: path.join(directory, name) }]
    })
    .toSorted((a, b) => a.first - b.first)
}

/** Entries of one segment. Only a line with its line break counts: what follows the last one was torn by a crash and never acknowledged. */
export function readSegment(file: string): { entries: SpoolEntry[]; corrupt: number } {
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1)
  const entries: SpoolEntry[] = []
  let corrupt = 0
  for (const line of lines) {
    const entry = parseLine(line)
    if (entry === undefined) corrupt += 1
    else entries.push(entry)
  }
  return { entries, corrupt }
}

function parseLine(line: string): SpoolEntry | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined // A line that a failed write left half done; counted by the caller.
  }
  const parsed = spoolEntrySchema.safeParse(value)
  return parsed.success ? parsed.data : undefined
}
