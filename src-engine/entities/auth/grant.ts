import type { Grant } from '../../contract/auth.ts'
import { type Organization, organizations } from '../../contract/organizations.ts'
import type { User } from '../../contract/users.ts'
import { EngineError } from '../../kernel/errors.ts'
import type { Ctx } from '../context.ts'
import { ACCESS_SECONDS, type Tokens } from './sessions.ts'

/** What a client gets when it signs in or refreshes. The API layer moves a browser's refresh token into its cookie. */
export function grantOf(tokens: Tokens, user: User, organization: Organization): Grant {
  return {
    accessToken: tokens.accessToken,
    expiresIn: ACCESS_SECONDS,
    refreshToken: tokens.refreshToken,
    user,
    organization,
  }
}

/** The organization of a person who is signed in. */
export function organizationOf({ store }: Pick<Ctx, 'store'>, org: string): Organization {
  const row = store.get(organizations, org, org)
  if (!row) throw new EngineError('unauthenticated', 'Your organization is no longer on this machine.')
  return row.doc
}
