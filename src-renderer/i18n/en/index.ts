import { activity } from './activity.ts'
import { agent } from './agent.ts'
import { agents } from './agents.ts'
import { approvals } from './approvals.ts'
import { audit } from './audit.ts'
import { budget } from './budget.ts'
import { common, confirm, diff, problem, shortcuts, table } from './common.ts'
import { configuration } from './configuration.ts'
import { deployment } from './deployment.ts'
import { overview } from './overview.ts'
import { permissions } from './permissions.ts'
import { settings } from './settings.ts'
import { shell } from './shell.ts'
import { signIn } from './sign-in.ts'
import { state } from './state.ts'
import { team } from './team.ts'
import { welcome } from './welcome.ts'

/** Every text of the dashboard. */
export const en = {
  common,
  confirm,
  diff,
  problem,
  shortcuts,
  table,
  state,
  shell,
  agents,
  agent,
  configuration,
  permissions,
  budget,
  deployment,
  approvals,
  overview,
  activity,
  audit,
  team,
  settings,
  signIn,
  welcome,
} as const
