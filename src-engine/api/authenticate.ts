import { createHash, timingSafeEqual } from 'node:crypto'
import type { Actor } from '../kernel/actor.ts'
import type { Services } from '../entities/context.ts'

const BEARER = /^Bearer ([\x21-\x7e]{1,512})$/
const SETUP = /^Setup ([\x21-\x7e]{1,512})$/
const ANONYMOUS: Actor = { kind: 'anonymous' }
const SETTING_UP: Actor = { kind: 'setup' }

/**
 * Who sends a request, by its `Authorization` header. A wrong or expired token is nobody; the operation's rule then
 * refuses. The setup token is compared in constant time and dies with the first organization.
 */
export function createAuthenticate(
  services: Pick<Services, 'sessions' | 'store'>,
  setupToken: string,
): (header: string | undefined) => Actor {
  const expected = createHash('sha256').update(setupToken).digest()
  return (header) => {
    if (header === undefined) return ANONYMOUS
    const bearer = BEARER.exec(header)?.[1]
    if (bearer !== undefined) return services.sessions.authenticate(bearer) ?? ANONYMOUS
    const setup = SETUP.exec(header)?.[1]
    if (setup === undefined || services.store.organizations().length > 0) return ANONYMOUS
    return timingSafeEqual(createHash('sha256').update(setup).digest(), expected) ? SETTING_UP : ANONYMOUS
  }
}
