import { EngineError } from '../kernel/errors.ts'

/** Two names that people would take for one are one: letter case and Unicode form do not tell them apart. */
function sameName(a: string, b: string): boolean {
  return a.normalize('NFKC').toLowerCase() === b.normalize('NFKC').toLowerCase()
}

interface Named {
  readonly doc: { readonly id: string; readonly name: string }
}

/**
 * @param self id of the document that is being renamed, so that it does not stand in its own way
 * @throws EngineError `conflict` pointing at `/name` when another row has the name.
 */
export function refuseTakenName(
  rows: ReadonlyMap<string, Named>,
  what: string,
  name: string,
  self: string | null,
): void {
  for (const { doc } of rows.values()) {
    if (doc.id === self || !sameName(doc.name, name)) continue
    throw new EngineError('conflict', `There is a ${what} named ${doc.name} already. Choose another name.`, {
      fields: [{ in: 'body', pointer: '/name', detail: 'is taken' }],
    })
  }
}

/** A field of the body that names a document which is not in the organization. */
export function missingReference(pointer: string, what: string, id: string): EngineError {
  return new EngineError('not_found', `There is no ${what} ${id} in this organization.`, {
    details: { id },
    fields: [{ in: 'body', pointer, detail: `names no ${what} of this organization` }],
  })
}

const SHOWN = 5

/** Names as a sentence lists them: `A`, `A and B`, `A, B and C`; beyond five, how many more there are. */
export function listed(names: readonly string[]): string {
  const sorted = names.toSorted((a, b) => a.localeCompare(b))
  const shown = sorted.length > SHOWN ? [...sorted.slice(0, SHOWN - 1), `${sorted.length - SHOWN + 1} more`] : sorted
  const last = shown.at(-1) ?? ''
  return shown.length > 1 ? `${shown.slice(0, -1).join(', ')} and ${last}` : last
}
