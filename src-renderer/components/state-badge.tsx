import { t, type Key } from '../i18n/index.ts'
import type { en } from '../i18n/en/index.ts'
import { ShapeIcon, type Shape, type Tone } from './shapes.tsx'

export type StateWord = keyof (typeof en)['state']

const looks = {
  // agents
  draft: ['idle', 'square'],
  configuring: ['info', 'ring'],
  ready: ['idle', 'square'],
  provisioning: ['info', 'ring'],
  deploying: ['info', 'ring'],
  starting: ['info', 'ring'],
  running: ['ok', 'disc'],
  degraded: ['warn', 'triangle'],
  stopped: ['idle', 'square'],
  error: ['bad', 'cross'],
  updating: ['info', 'ring'],
  destroying: ['info', 'ring'],
  paused: ['warn', 'square'],
  killed: ['bad', 'cross'],
  killUnconfirmed: ['bad', 'triangle'],
  heldByBudget: ['bad', 'square'],
  // runs, deployments and their steps
  queued: ['idle', 'square'],
  waiting: ['info', 'ring'],
  waitingForYou: ['info', 'ring'],
  working: ['info', 'ring'],
  succeeded: ['ok', 'disc'],
  failed: ['bad', 'cross'],
  cancelled: ['idle', 'square'],
  rolledBack: ['warn', 'triangle'],
  done: ['ok', 'check'],
  compensated: ['warn', 'triangle'],
  pending: ['idle', 'square'],
  // verdicts and approvals
  allow: ['ok', 'disc'],
  ask: ['info', 'ring'],
  deny: ['bad', 'cross'],
  approved: ['ok', 'check'],
  denied: ['bad', 'cross'],
  expired: ['warn', 'triangle'],
  withdrawn: ['idle', 'square'],
  approval: ['info', 'ring'],
  // health
  healthy: ['ok', 'disc'],
  down: ['bad', 'cross'],
  unknown: ['idle', 'square'],
  incident: ['bad', 'cross'],
  // audit
  auditDone: ['ok', 'check'],
  refused: ['bad', 'cross'],
  // vault and people
  locked: ['warn', 'square'],
  unlocked: ['ok', 'disc'],
  absent: ['bad', 'cross'],
  active: ['ok', 'disc'],
  disabled: ['idle', 'square'],
  // budgets
  withinBudget: ['ok', 'disc'],
  nearBudget: ['warn', 'triangle'],
  overBudget: ['bad', 'square'],
  info: ['idle', 'disc'],
} as const satisfies Record<StateWord, readonly [Tone, Shape]>

/** A state as every screen shows it: colour, shape and word together. */
export function StateBadge({ state, word }: { readonly state: StateWord; readonly word?: string }) {
  const [tone, shape] = looks[state]
  return (
    <span className="badge" data-tone={tone}>
      <ShapeIcon shape={shape} />
      {word ?? t(`state.${state}` satisfies Key)}
    </span>
  )
}
