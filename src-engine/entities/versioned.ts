import type { StoredDocument } from '../contract/collection.ts'
import type { Row } from '../store/index.ts'

/** A document as the API shows it: with the version that is its ETag. */
export function versioned<Doc extends StoredDocument>(row: Row<Doc>): Doc & { version: number } {
  return { ...row.doc, version: row.version }
}
