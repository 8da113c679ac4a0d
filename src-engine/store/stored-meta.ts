import type { FieldMeta, RowMeta } from './row.ts'
import { storedJson } from './stored-json.ts'

/**
 * Meta of a stored row. Fields that one edit wrote carry the same stamp, so they share one object: of 5,000 agents that
 * keeps some 10 MB out of memory.
 */
export function storedMeta(text: string): RowMeta {
  const meta: Record<string, FieldMeta> = storedJson<Record<string, FieldMeta>>(text)
  const stamps: FieldMeta[] = []
  for (const [field, stamp] of Object.entries(meta)) {
    const known = stamps.find(({ hlc, by }) => hlc === stamp.hlc && by === stamp.by)
    if (known) meta[field] = known
    else stamps.push(stamp)
  }
  return meta
}
