import { agents } from '../../contract/agents.ts'
import { type Target, type TargetPlace, targets } from '../../contract/targets.ts'
import { EngineError, invalidField } from '../../kernel/errors.ts'
import type { Store } from '../../store/index.ts'
import { listed, refuseTakenName } from '../refusals.ts'
import { settingsOf } from '../settings/settings-of.ts'

/** @throws EngineError `conflict` pointing at `/name`. */
export function refuseTakenTargetName(store: Store, org: string, name: string, self: string | null): void {
  refuseTakenName(store.rows(targets, org), 'target', name, self)
}

/** @throws EngineError `conflict` with the agents that name the target. */
export function refuseWhileUsed(store: Store, target: Target, todo: string): void {
  const users: string[] = []
  for (const { doc } of store.rows(agents, target.org).values()) if (doc.target === target.id) users.push(doc.name)
  if (users.length > 0)
    throw new EngineError(
      'conflict',
      `${target.name} is where ${listed(users)} ${users.length === 1 ? 'runs' : 'run'}. ${todo}`,
      { details: { agents: users.length } },
    )
}

/** @throws EngineError `conflict` when new agents would be given a target that is gone. */
export function refuseWhileDefault(store: Store, target: Target): void {
  if (settingsOf(store, target.org).doc.defaultTarget !== target.id) return
  throw new EngineError(
    'conflict',
    `${target.name} is the default target of the organization. Choose another one in Settings first.`,
  )
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]'])

/**
 * A Docker engine is root on its machine, so only a socket of this one or a loopback address is taken.
 * @throws EngineError `invalid_input` pointing at `/place/host`.
 */
export function refuseUnsafePlace(place: TargetPlace): void {
  if (place.kind !== 'docker' || place.host === null) return
  if (place.host.startsWith('unix:///')) {
    const path = place.host.slice('unix://'.length)
    const plain =
      path.length > 1 &&
      !path.endsWith('/') &&
      !/\p{Cc}/u.test(path) &&
      path.split('/').every((part) => part !== '..' && part !== '.')
    if (plain) return
    throw invalidField('/place/host', 'is not the path of a socket')
  }
  const url = URL.canParse(place.host) ? new URL(place.host) : null
  const bare =
    url !== null &&
    url.username === '' &&
    url.password === '' &&
    url.search === '' &&
    url.hash === '' &&
    url.pathname === '/'
  if (url?.protocol === 'http:' && bare && LOOPBACK.has(url.hostname) && url.port !== '') return
  throw invalidField('/place/host', 'is neither unix:///path/to/socket nor http://127.0.0.1:port')
}
