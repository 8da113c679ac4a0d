import { authStatus } from '../../contract/auth.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { Verb } from '../context.ts'

export const getStatus: Verb<typeof authStatus> = (ctx) => {
  authorize(ctx.actor, authStatus)
  return { setUp: ctx.store.organizations().length > 0, vault: ctx.vault.state(), version: ctx.version }
}
