import { authSetup } from '../../contract/auth.ts'
import { authorize } from '../../kernel/authorize.ts'
import { EngineError } from '../../kernel/errors.ts'
import type { Verb } from '../context.ts'
import { foundOrganization } from '../organizations/found.ts'
import { grantOf } from './grant.ts'

/** First run: makes the organization and its owner, who is signed in at once. */
export const setUp: Verb<typeof authSetup> = async (ctx, { body }) => {
  authorize(ctx.actor, authSetup)
  const check = (): void => {
    if (ctx.store.organizations().length > 0) throw alreadySetUp()
  }
  check()
  const phc = await ctx.passwords.hash(body.password)
  const founding = {
    organization: body.organization,
    owner: { name: body.name, email: body.email, password: body.password },
    phc,
    // Two first runs may race: the second is refused before it touches the vault.
    check,
  }
  const founded = await foundOrganization(ctx, founding, (tx, owner) => ctx.sessions.start(tx, owner, ctx.client))
  return { grant: grantOf(founded.extra, founded.owner, founded.organization), recoveryKey: founded.recoveryKey }
}

function alreadySetUp(): EngineError {
  return new EngineError('conflict', 'This app has an organization already. Sign in instead.')
}
