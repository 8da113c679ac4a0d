import type { StoredDocument } from '../contract/collection.ts'
import type { Row } from '../store/index.ts'
import { type Page, pageOfSorted } from './page-rows.ts'

/** What every list of documents is asked: words, an order (a field, with `-` in front for descending) and a place in it. */
export interface ListQuery {
  readonly q?: string | undefined
  readonly sort: string
  readonly cursor?: string | undefined
  readonly limit: number
}

/**
 * One page of documents, filtered and sorted as the query says.
 * @param text what `q` is looked for in, case-insensitive
 * @param sortable what each field of `sort` compares by, case-insensitive; ties go by id
 * @throws EngineError `invalid_input` for a cursor of another list or order
 */
export function listRows<Doc extends StoredDocument>(
  rows: Iterable<Row<Doc>>,
  query: ListQuery,
  text: (doc: Doc) => readonly string[],
  sortable: Readonly<Record<string, (doc: Doc) => string>>,
): Page<Row<Doc>> {
  const wanted = query.q?.toLowerCase()
  const matching = [...rows].filter(
    ({ doc }) => wanted === undefined || text(doc).some((part) => part.toLowerCase().includes(wanted)),
  )
  const descending = query.sort.startsWith('-')
  const field = sortable[descending ? query.sort.slice(1) : query.sort]
  const key = ({ doc }: Row<Doc>): string => `${field?.(doc).toLowerCase() ?? ''}\n${doc.id}`
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0) * (descending ? -1 : 1)
  const sorted = matching.toSorted((a, b) => compare(key(a), key(b)))
  return pageOfSorted(sorted, key, compare, { cursor: query.cursor, limit: query.limit, order: query.sort })
}
