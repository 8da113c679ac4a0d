import { type Settings, settings } from '../../contract/settings.ts'
import { EngineError } from '../../kernel/errors.ts'
import type { Row, Store } from '../../store/index.ts'

/** The settings of an organization: exactly one document, made when it was founded. */
export function settingsOf(store: Store, org: string): Row<Settings> {
  for (const row of store.rows(settings, org).values()) return row
  throw new EngineError('not_found', `The organization ${org} has no settings on this machine.`)
}
