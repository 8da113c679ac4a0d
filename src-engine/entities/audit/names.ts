import { agents } from '../../contract/agents.ts'
import type { Collection, StoredDocument } from '../../contract/collection.ts'
import { providers } from '../../contract/providers.ts'
import { secrets } from '../../contract/secrets.ts'
import { targets } from '../../contract/targets.ts'
import { users } from '../../contract/users.ts'
import type { AuditFilter, Store } from '../../store/index.ts'

type Named = Collection<StoredDocument & { readonly name: string }>

/** Who acts and what is acted on, as far as it has a name that people gave it. */
const NAMED: readonly Named[] = [agents, users, targets, providers, secrets]

/** The name that the actor or target of an entry has now, or null. */
export function nameOf(store: Store, org: string, reference: string): string | null {
  const id = reference.slice(reference.indexOf(':') + 1)
  const collection = NAMED.find(({ idPrefix }) => id.startsWith(`${idPrefix}_`))
  return (collection && store.get(collection, org, id)?.doc.name) ?? null
}

/** A filter whose text also finds entries by the names that {@link nameOf} puts beside their ids. */
export function byNameToo<Filter extends AuditFilter>(store: Store, org: string, filter: Filter): Filter {
  const q = filter.q?.toLowerCase()
  if (!q) return filter
  const alsoOf = NAMED.flatMap((collection) =>
    [...store.rows(collection, org).values()]
      .filter(({ doc }) => doc.name.toLowerCase().includes(q))
      .flatMap(({ doc: { id } }) => [id, `user:${id}`, `agent:${id}`]),
  )
  return { ...filter, alsoOf }
}
