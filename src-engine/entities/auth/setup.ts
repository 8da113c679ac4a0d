import { authSetup } from '../../contract/auth.ts'
import { authorize } from '../../kernel/authorize.ts'
import { EngineError } from '../../kernel/errors.ts'
import type { Verb } from '../context.ts'
import { foundOrganization } from '../organizations/found.ts'
import { grantOf } from './grant.ts'

/** First run: makes the organization and its owner, who is signed in at once. */
export const setUp: Verb<typeof authSetup> = async (ctx, { body }) => {
  authorize(ctx.actor, authSetup)
  const done = (): boolean => ctx.store.organizations().length > 0
  if (done()) throw alreadySetUp()
  const phc = await ctx.passwords.hash(body.password)
  const founding = {
    organization: body.organization,
    owner: { name: body.name, email: body.email, password: body.password },
    phc,
  }
  const founded = await foundOrganization(ctx, founding, (tx, owner) => {
    // Asked again inside the transaction: two first runs may race.
    if (done()) throw alreadySetUp()
    return ctx.sessions.start(tx, owner, ctx.client)
  })
  return { grant: grantOf(founded.extra, founded.owner, founded.organization), recoveryKey: founded.recoveryKey }
}

function alreadySetUp(): EngineError {
  return new EngineError('conflict', 'This app has an organization already. Sign in instead.')
}
