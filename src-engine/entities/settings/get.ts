import { settingsGet } from '../../contract/settings.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import type { Verb } from '../context.ts'
import { versioned } from '../versioned.ts'
import { settingsOf } from './settings-of.ts'

export const getSettings: Verb<typeof settingsGet> = (ctx) => {
  const { org } = authorizeIn(ctx.actor, settingsGet)
  return versioned(settingsOf(ctx.store, org))
}
